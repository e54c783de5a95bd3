package anchorbench.cli;

import anchorbench.output.Json;
import anchorbench.report.Report;
import anchorbench.report.ReportFiles;
import anchorbench.result.Checksums;
import anchorbench.result.ResultsFolder;
import anchorbench.result.RunMerge;
import anchorbench.result.RunRecord;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Several records of one machine as one. */
@Command(
    name = "merge",
    description = {
      "Puts the records of one machine, one build and one set of images into one, with their raw",
      "files, and writes its reports. Of a row that was measured twice, the last one is kept.",
      "What a rehearsal without a card wrote is refused."
    })
final class MergeCommand implements Runnable {
  @Parameters(arity = "1..*", paramLabel = "FOLDER", description = "finished runs")
  private List<Path> folders;

  @Option(names = "--out", required = true, description = "folder to write to")
  private Path out;

  /** For a rehearsal's own summary. */
  @Option(names = "--rehearsal", hidden = true)
  private boolean rehearsal;

  @Override
  public void run() {
    RunMerge merge = rehearsal ? RunMerge.ofAny(folders) : RunMerge.of(folders);
    Path folder = ResultsFolder.create(out).path();
    RunRecord record = merge.record();
    merge.writeRaw(folder);
    Json.write(folder.resolve(RunRecord.FILE), record);
    Checksums.write(folder);
    ReportFiles.write(folder, List.of(Report.of(record, folder)));
    merge.replaced().forEach(row -> System.out.println("measured twice, the last kept: " + row));
    System.out.printf(
        Locale.ROOT,
        "%s: %d rows of %d runs%s%n",
        folder,
        record.benchmarks().size(),
        folders.size(),
        record.experiment() == null ? "" : ", one experiment");
  }
}
