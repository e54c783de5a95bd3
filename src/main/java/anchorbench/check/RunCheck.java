package anchorbench.check;

import anchorbench.report.Report;
import anchorbench.result.Checksums;
import anchorbench.result.RunRecord;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * A record computed again from its raw numbers, and its reports made again from the record.
 *
 * @param checked how many numbers and files
 * @param differences one line for each
 */
public record RunCheck(int checked, List<String> differences) {

  /**
   * Everything in the folder of a finished run: the record, raw times and latencies against each
   * other, the reports against the record, raw files against their checksums.
   *
   * <p>A matrix is made again of the records that it names.
   *
   * @throws anchorbench.InputException if the record is missing or damaged
   */
  public static RunCheck of(Path folder) {
    if (MatrixCheck.isOf(folder)) {
      return MatrixCheck.of(folder);
    }
    Findings findings = new Findings();
    Report report = Report.read(folder);
    RunRecord run = report.run();
    run(findings, run, RawTimes.beside(folder), report.latencies());
    ReportCheck.check(findings, report, folder);
    Checksums.check(folder)
        .forEach((file, held) -> findings.expect(held, file + ": not the file that was written"));
    return findings.result();
  }

  /**
   * The record alone.
   *
   * @param latencies of {@code latency.hlog}, by row; empty where there is none
   */
  public static RunCheck of(RunRecord run, RawTimes raw, Map<String, Histogram> latencies) {
    Findings findings = new Findings();
    run(findings, run, raw, latencies);
    return findings.result();
  }

  private static void run(
      Findings findings, RunRecord run, RawTimes raw, Map<String, Histogram> latencies) {
    BenchmarkCheck benchmarks = new BenchmarkCheck(findings, run.benchmarks());
    benchmarks.rows();
    benchmarks.against(raw);
    benchmarks.against(latencies);
    if (run.experiment() != null) {
      new ExperimentCheck(findings, run.experiment(), run.images().test()).check();
    }
  }
}
