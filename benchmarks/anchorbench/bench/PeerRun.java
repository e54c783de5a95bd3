package anchorbench.bench;

import anchorbench.data.DataSet;
import anchorbench.engine.registry.Engines;
import anchorbench.output.OutputFile;
import anchorbench.result.RunRecord;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A benchmark's rows of PyTorch in Python: asked for, timed, put among the others. */
final class PeerRun {
  private final String python;
  private final Preset preset;
  private final List<String> engines;
  private final List<RowKey> works;

  /**
   * @param engines of {@link PythonPeer#ENGINES}, those that were chosen
   */
  PeerRun(String python, RowChoice choice, List<String> engines) {
    this.python = python;
    this.preset = choice.preset();
    this.engines = preset.peerEngines(engines);
    works = choice.peerWorks();
  }

  /** The rows, by engine within a work. */
  List<RowKey> rows() {
    return works.stream()
        .flatMap(work -> engines.stream().map(engine -> of(engine, work)))
        .toList();
  }

  /**
   * Times the rows, or gives the reason why they are skipped.
   *
   * @param out empty or of a run that was cut off, whose rows are timed again
   * @param folder of the whole run: raw times go there
   */
  void run(Rows rows, DataSet set, Path out, Path folder, PrintStream log) throws IOException {
    if (engines.isEmpty()) {
      return;
    }
    rows().forEach(rows::expect);
    try (ScratchFolder scratch = new ScratchFolder("peer")) {
      Path work = scratch.path();
      PythonPeer peer = new PythonPeer(python, work);
      String reason = peer.absent();
      if (reason != null) {
        PythonPeer.absentEntries(engines, reason).forEach(rows::know);
        return;
      }
      PythonPeer.Task task =
          new PythonPeer.Task(
              engines, new PeerTraces(set, work).write(works), preset.peerSeconds());
      ScratchFolder.delete(out);
      OutputFile.createFolder(out);
      take(peer.run(task, Engines.allProcessors(), out, log), rows, out, folder);
    }
  }

  private void take(RunRecord record, Rows rows, Path out, Path folder) throws IOException {
    if (record == null) {
      String reason = "its process left no record; see jmh.log";
      PythonPeer.absentEntries(engines, reason).forEach(rows::know);
      return;
    }
    record.engines().forEach(rows::know);
    record.benchmarks().forEach(rows::take);
    Files.copy(
        out.resolve(RunRecord.PEER_FILE),
        folder.resolve(RunRecord.PEER_FILE),
        StandardCopyOption.REPLACE_EXISTING);
  }

  private static RowKey of(String engine, RowKey work) {
    Map<String, String> parameters = new TreeMap<>(work.parameters());
    parameters.put(RowKey.ENGINE, engine);
    return new RowKey(work.kernel(), parameters);
  }
}
