package anchorbench.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class LogFileTest {
  @TempDir Path folder;

  private final PrintStream out = System.out;
  private final PrintStream err = System.err;
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

  @AfterEach
  void restore() {
    System.setOut(out);
    System.setErr(err);
    LogFile.catchMessages();
  }

  @Test
  void whatALibrarySaysIsInTheFileAndNowhereElse() throws Exception {
    Path path = folder.resolve("new 100%").resolve("anchorbench.log");
    LogFile log = new LogFile(path);
    LogFile.install(log);
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
    assertFalse(Files.exists(path), "made before there is anything to say");

    LoggerFactory.getLogger("org.nd4j.Backend").info("Loaded [CpuBackend] backend");
    LoggerFactory.getLogger("org.nd4j.Backend").debug("and much more");
    log.close();

    String text = Files.readString(path);
    assertTrue(text.contains("Loaded [CpuBackend] backend"), text);
    assertFalse(text.contains("and much more"), text);
    assertEquals("", printed.toString(StandardCharsets.UTF_8));
  }

  @Test
  void aFileThatCannotBeWrittenStopsNothing() throws Exception {
    Path notAFolder = Files.writeString(folder.resolve("file"), "");
    LogFile.install(new LogFile(notAFolder.resolve("anchorbench.log")));
    System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
    LoggerFactory.getLogger("org.nd4j.Backend").info("Loaded [CpuBackend] backend");
    assertEquals("", printed.toString(StandardCharsets.UTF_8));
  }
}
