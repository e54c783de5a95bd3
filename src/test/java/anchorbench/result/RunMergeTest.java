package anchorbench.result;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anchorbench.IncomparableException;
import anchorbench.InputException;
import anchorbench.check.RunCheck;
import anchorbench.device.Device;
import anchorbench.device.EngineDescriptor;
import anchorbench.device.Role;
import anchorbench.machine.Build;
import anchorbench.output.Json;
import anchorbench.result.RunRecord.EngineEntry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What several commands measured, as one record. */
class RunMergeTest {
  @TempDir private Path folder;

  private static EngineEntry cuda(String device) {
    EngineDescriptor info =
        new EngineDescriptor(
            "cuda", Role.OWN, Device.card(device), 0, "float32", List.of(), List.of());
    return new EngineEntry("cuda", info, null);
  }

  private static RunRecord run(Build build, EngineEntry engine, BenchmarkRow... rows) {
    RunRecord run = TestRuns.run(null, List.of(rows));
    return new RunRecord(
        run.schema(),
        run.version(),
        build,
        run.createdUtc(),
        "test",
        run.machine(),
        run.images(),
        List.of(engine),
        null,
        run.benchmarks());
  }

  private static RunRecord run(EngineEntry engine, BenchmarkRow... rows) {
    return run(Build.current(), engine, rows);
  }

  /** As a finished run's folder is: the record, the raw samples, the latencies. */
  private Path write(String name, RunRecord run) throws Exception {
    Path path = Files.createDirectory(folder.resolve(name));
    Json.write(path.resolve(RunRecord.FILE), run);
    Files.writeString(path.resolve("jmh.json"), TestRuns.jmhJson(run.benchmarks()));
    Files.write(path.resolve(LatencyLog.FILE), TestRuns.latencyLog(name));
    return path;
  }

  private static BenchmarkRow row(String kernel, double micros) {
    return TestRuns.row(kernel, "cuda", TestRuns.samples(micros, 1, 0));
  }

  private static EngineEntry nd4j(String name, Device device) {
    EngineDescriptor info =
        new EngineDescriptor(name, Role.PEER, device, 0, "float32", List.of(), List.of());
    return new EngineEntry(name, info, null);
  }

  /** Built once with ND4J for the processor and once with {@code -Pnd4j-cuda}. */
  @Test
  void nd4jOnTheProcessorStandsBesideNd4jOnACard() throws Exception {
    EngineEntry processor = nd4j("nd4j", Device.processor("a processor"));
    EngineEntry card = nd4j("nd4j-cuda", Device.card("NVIDIA A100"));
    Path one = write("one", run(processor, TestRuns.row("a", "nd4j", TestRuns.samples(9, 1, 0))));
    Path two = write("two", run(card, TestRuns.row("a", "nd4j-cuda", TestRuns.samples(3, 1, 0))));
    RunMerge merge = RunMerge.of(List.of(one, two));
    assertEquals(List.of(), merge.replaced());
    assertEquals(List.of(processor, card), merge.record().engines());
    assertEquals(
        List.of("nd4j", "nd4j-cuda"),
        merge.record().benchmarks().stream().map(BenchmarkRow::engine).toList());
  }

  @Test
  void rowsAndRawFilesOfAllFolders() throws Exception {
    EngineEntry absent = new EngineEntry("cuda", null, "no driver");
    Path one = write("one", run(absent, row("a", 10), row("b", 20)));
    Path two = write("two", run(cuda("NVIDIA H100"), row("b", 30), row("c", 40)));
    RunMerge merge = RunMerge.of(List.of(one, two));
    RunRecord record = merge.record();
    assertEquals(
        List.of("a", "b", "c"), record.benchmarks().stream().map(BenchmarkRow::kernel).toList());
    assertEquals(row("b", 30).samples(), record.benchmarks().get(1).samples());
    assertEquals(List.of("cuda b/batch=128/engine=cuda"), merge.replaced());
    assertEquals(List.of(cuda("NVIDIA H100")), record.engines());
    Path out = Files.createDirectory(folder.resolve("out"));
    merge.writeRaw(out);
    Json.write(out.resolve(RunRecord.FILE), record);
    Checksums.write(out);
    assertEquals(List.of(), RunCheck.of(out).differences());
    assertEquals(List.of("one", "two"), List.copyOf(LatencyLog.beside(out).keySet()));
    assertTrue(RunReader.read(out).benchmarks().size() == 3);
  }

  @Test
  void aRehearsalIsNoMeasurement() throws Exception {
    Path real = write("real", run(cuda("NVIDIA H100"), row("a", 10)));
    Path rehearsal = write("rehearsal", run(cuda(Device.STAND_IN + " (no card)")));
    // Of another device, too.
    assertThrows(IncomparableException.class, () -> RunMerge.of(List.of(real, rehearsal)));
    InputException refusal =
        assertThrows(InputException.class, () -> RunMerge.of(List.of(rehearsal)));
    assertTrue(refusal.getMessage().contains("a rehearsal"), refusal.getMessage());
    assertEquals(1, RunMerge.ofAny(List.of(rehearsal)).record().engines().size());
  }

  @Test
  void twoCardsOrTwoBuildsAreNoOneRecord() throws Exception {
    Path one = write("one", run(cuda("NVIDIA H100"), row("a", 10)));
    Path card = write("card", run(cuda("NVIDIA A100"), row("b", 10)));
    Path build = write("build", run(new Build("0", "older"), cuda("NVIDIA H100")));
    String cards =
        assertThrows(IncomparableException.class, () -> RunMerge.of(List.of(one, card)))
            .getMessage();
    assertTrue(cards.startsWith("the devices of engine cuda differ: NVIDIA H100 in"), cards);
    String builds =
        assertThrows(IncomparableException.class, () -> RunMerge.of(List.of(one, build)))
            .getMessage();
    assertTrue(builds.startsWith("the builds differ:"), builds);
  }
}
