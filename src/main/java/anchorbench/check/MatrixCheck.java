package anchorbench.check;

import anchorbench.matrix.MatrixRecord;
import anchorbench.output.Json;
import anchorbench.report.MatrixFiles;
import anchorbench.result.RunReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A matrix made again of the records that it names, and its tables made again of it. */
final class MatrixCheck {
  private MatrixCheck() {}

  static boolean isOf(Path folder) {
    return Files.exists(folder.resolve(MatrixRecord.FILE));
  }

  static RunCheck of(Path folder) {
    Findings findings = new Findings();
    MatrixRecord stored = MatrixRecord.read(folder);
    MatrixRecord again = stored.again(folder);
    for (int i = 0; i < stored.records().size(); i++) {
      findings.same(
          stored.records().get(i).folder() + ", run.json",
          stored.records().get(i).sha256(),
          again.records().get(i).sha256());
    }
    new Numbers(findings)
        .same("matrix", Json.settings(stored.matrix()), Json.settings(again.matrix()));
    MatrixFiles.render(again.matrix())
        .forEach(
            (name, text) -> {
              byte[] bytes = RunReader.beside(folder, name);
              if (bytes != null) {
                findings.expect(
                    Claims.of(new String(bytes, StandardCharsets.UTF_8)).equals(Claims.of(text)),
                    name + ": other tables than those of the records");
              }
            });
    return findings.result();
  }
}
