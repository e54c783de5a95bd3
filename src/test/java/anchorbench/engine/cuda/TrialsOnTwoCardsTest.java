package anchorbench.engine.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anchorbench.data.DataSet;
import anchorbench.data.SyntheticGarments;
import anchorbench.device.EngineDescriptor;
import anchorbench.engine.Engine;
import anchorbench.engine.cuda.driver.Gemm.Arithmetic;
import anchorbench.experiment.Comparison;
import anchorbench.experiment.Experiment;
import anchorbench.experiment.StoppedException;
import anchorbench.experiment.TestProtocols;
import anchorbench.experiment.Trial;
import anchorbench.experiment.TrialStore;
import anchorbench.experiment.protocol.Protocol;
import anchorbench.experiment.protocol.TuningSettings;
import anchorbench.result.ExperimentFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An experiment on two cards: the numbers of one, and nothing lost when a card fails. */
class TrialsOnTwoCardsTest {
  private static final DataSet DATA = new SyntheticGarments(3).dataSet(300, 60);

  /** Two margins, so that tuning is spread over the cards too. */
  private static final Protocol PROTOCOL =
      TestProtocols.sized(
              TestProtocols.small(
                  "784-12-8", "random", "mean:5", "medoid", "centroid", "batch-hard"),
              2,
              2,
              10,
              32)
          .with(new TuningSettings(List.of(0.5f, 1f), List.of(1e-3), 1, 1, 0, false, List.of()));

  /** Of the choice that each arm makes first. */
  private static final int CANDIDATES = 2 * PROTOCOL.arms().size();

  /** Raw pixels, untrained networks and trials. */
  private static final int PARTS = 1 + PROTOCOL.training().seeds() * (1 + PROTOCOL.arms().size());

  @TempDir Path folder;

  private final HostDriver.Faults faults = new HostDriver.Faults();
  private HostCard box;
  private Engine first;
  private Engine second;

  @BeforeEach
  void openBoth() {
    faults.devices = 2;
    faults.ofCard.put(1, new HostDriver.Faults());
    box = new HostCard(HostCard.ALL, faults);
    first = box.open(Arithmetic.FLOAT32, 0);
    second = box.open(Arithmetic.FLOAT32, 1);
  }

  @AfterEach
  void closeBoth() {
    first.close();
    second.close();
  }

  private static Experiment.Outcome run(List<Engine> engines, int atOnce, TrialStore store) {
    return Experiment.run(engines, atOnce, DATA, PROTOCOL, store, Experiment.Listener.NONE);
  }

  private static void assertSameNumbers(Experiment.Outcome one, Experiment.Outcome other) {
    assertEquals(one.tunings(), other.tunings());
    assertEquals(one.pixels(), other.pixels());
    assertEquals(one.untrained(), other.untrained());
    assertEquals(
        one.comparisons().stream().map(Comparison::rows).toList(),
        other.comparisons().stream().map(Comparison::rows).toList());
    assertEquals(10, one.trials().size());
    assertEquals(
        one.trials().stream().map(TrialsOnTwoCardsTest::withoutTimes).toList(),
        other.trials().stream().map(TrialsOnTwoCardsTest::withoutTimes).toList());
  }

  private static Trial withoutTimes(Trial t) {
    return new Trial(
        t.arm(),
        t.seed(),
        t.choice(),
        new Trial.Epochs(
            t.epochs().losses(),
            t.epochs().activeShare(),
            t.epochs().validation(),
            t.epochs().judged(),
            List.of(),
            t.epochs().rates(),
            t.epochs().gradients()),
        t.testedEpoch(),
        t.health(),
        t.diagnosis(),
        t.heldOut(),
        t.scores(),
        new Trial.Seconds(0, 0, 0));
  }

  @Test
  void twoCardsGiveTheNumbersOfOne() {
    Experiment.Outcome one = run(List.of(first), 1, TrialStore.NONE);
    assertEquals(0, box.driver.kernelLaunches(1));
    int before = box.driver.kernelLaunches(0);
    assertSameNumbers(one, run(List.of(first, second), 1, TrialStore.NONE));
    assertTrue(box.driver.kernelLaunches(0) > before, "card 0 had no part in it");
    assertTrue(box.driver.kernelLaunches(1) > 0, "card 1 had no part in it");
    assertSameNumbers(one, run(List.of(second, first), 2, TrialStore.NONE));
    closeBoth();
    assertEquals(0, box.driver.liveAllocations());
    assertEquals(0, box.driver.liveHandles());
    assertEquals(0, box.products.live);
  }

  @Test
  void aCardThatFailsInMidRunIsNamedAndLosesNothingThatWasFinished() throws IOException {
    Experiment.Outcome whole = run(List.of(first), 1, TrialStore.NONE);
    int launches = box.driver.runsOf("triplet_loss", 0);
    HostDriver.Faults failing = faults.ofCard.get(1);
    failing.failingKernel = "fused_triplets";
    failing.wellBefore = launches / 4;

    ExperimentFolder parts = ExperimentFolder.begin(folder, PROTOCOL, DATA, "cuda");
    StoppedException e =
        assertThrows(StoppedException.class, () -> run(List.of(first, second), 2, parts));
    assertEquals(List.of(second), e.failed());
    assertTrue(
        e.getMessage()
            .matches(
                "card 1 \\(host memory, PCI 0000:01:00.0\\) failed in '.+':"
                    + " cuStreamSynchronize: CUDA_ERROR_ILLEGAL_ADDRESS \\(700\\), an illegal"
                    + " memory access was encountered"),
        e.getMessage());

    Map<Path, FileTime> kept = parts();
    assertFalse(kept.isEmpty(), "nothing was kept");
    assertTrue(kept.size() < PARTS, "nothing was left to do");
    // Card 0 alone goes on; what was kept is not made again.
    assertSameNumbers(whole, run(List.of(first), 1, ExperimentFolder.resume(folder, DATA, "cuda")));
    Map<Path, FileTime> after = parts();
    kept.forEach((part, time) -> assertEquals(time, after.get(part), part.toString()));
  }

  private Map<Path, FileTime> parts() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("trials"))) {
      return files
          .collect(Collectors.toMap(file -> file, file -> file.toFile().lastModified()))
          .entrySet()
          .stream()
          .collect(
              Collectors.toMap(Map.Entry::getKey, each -> FileTime.fromMillis(each.getValue())));
    }
  }

  /** The card that still works finishes what it was at when the other failed. */
  @Test
  void thoseUnderWayAreFinishedAndNoOtherIsBegun() {
    faults.ofCard.get(1).failingKernel = "fused_triplets";
    Counting store = new Counting();
    assertThrows(StoppedException.class, () -> run(List.of(first, second), 1, store));
    assertEquals(store.begun - 1, store.kept, "one part failed, the others were kept");
    assertTrue(store.begun < (CANDIDATES + PARTS) / 2, "begun: " + store.begun);
  }

  /** Counts what is looked up, which is what is begun, and what is kept. */
  private static final class Counting implements TrialStore {
    private int begun;
    private int kept;

    @Override
    public synchronized <T> java.util.Optional<T> find(String name, Class<T> type) {
      begun++;
      return java.util.Optional.empty();
    }

    @Override
    public synchronized void keep(String name, Object part) {
      kept++;
    }
  }

  @Test
  void aRecordNamesEveryCard() {
    assertEquals("card 1 (host memory, PCI 0000:01:00.0)", second.device());
    EngineDescriptor both =
        EngineDescriptor.together(List.of(first.descriptor(), second.descriptor()));
    assertEquals("2 x host memory", both.device().name());
    assertTrue(
        both.notes().containsAll(List.of("card 0, PCI 0000:00:00.0", "card 1, PCI 0000:01:00.0")),
        both.notes().toString());
    assertEquals(first.descriptor(), EngineDescriptor.together(List.of(first.descriptor())));
  }
}
