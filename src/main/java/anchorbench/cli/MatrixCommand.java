package anchorbench.cli;

import anchorbench.InputException;
import anchorbench.matrix.MatrixRecord;
import anchorbench.output.Json;
import anchorbench.output.OutputFile;
import anchorbench.report.MatrixFiles;
import anchorbench.report.MatrixText;
import anchorbench.result.RunRecord;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Many experiments as one answer. */
@Command(
    name = "matrix",
    description = {
      "Puts experiments on several sets and networks side by side: every effect, what they say",
      "together, and one family of tests for all of it. Writes matrix.json, matrix.md and",
      "matrix.html, which check makes again. Experiments that were begun are empty rows."
    })
final class MatrixCommand implements Runnable {
  @Parameters(arity = "1..*", paramLabel = "FOLDER", description = "experiments")
  private List<Path> folders;

  @Option(names = "--out", description = "folder to write to (default: the current one)")
  private Path out = Path.of("");

  @Override
  public void run() {
    if (Files.exists(out.resolve(RunRecord.FILE))) {
      throw new InputException(out + ": holds a run; choose another --out");
    }
    MatrixRecord record = MatrixRecord.of(folders, out);
    System.out.print(MatrixText.of(record.matrix()));
    Json.write(out.resolve(MatrixRecord.FILE), record);
    MatrixFiles.render(record.matrix())
        .forEach(
            (name, text) ->
                OutputFile.write(
                    out.resolve(name), to -> to.write(text.getBytes(StandardCharsets.UTF_8))));
    System.out.println("written to " + (out.toString().isEmpty() ? "." : out));
  }
}
