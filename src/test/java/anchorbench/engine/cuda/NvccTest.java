package anchorbench.engine.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every kernel for every architecture we name, with the toolkit's compiler; no GPU is needed. */
class NvccTest {
  private static final List<Integer> ARCHITECTURES = List.of(75, 80, 86, 89, 90, 100, 120);
  private static final Pattern ENTRY =
      Pattern.compile("Compiling entry function '(\\w+)' for 'sm_(\\d+)'");
  private static final Pattern SPILL = Pattern.compile("(\\d+) bytes spill stores");
  private static final Pattern USED =
      Pattern.compile("Used (\\d+) registers(?:.*?(\\d+) bytes smem)?");

  @Test
  void everyKernelCompilesWithoutSpills(@TempDir Path folder) throws Exception {
    Map<String, Map<Integer, String>> table = new TreeMap<>();
    for (String family : KernelSource.FAMILIES) {
      String log = compile(folder, family);
      int seen = readUsage(log, table);
      int kernels = KernelSource.kernels(family).size();
      assertEquals(kernels * ARCHITECTURES.size(), seen, log);
    }
    print(table);
  }

  private static String compile(Path folder, String family) throws Exception {
    Path source = Files.writeString(folder.resolve(family + ".cu"), KernelSource.of(family));
    List<String> command = new ArrayList<>(List.of("nvcc", "-fatbin", "-Xptxas", "-v"));
    command.addAll(List.of("-std=c++17", "-t", "2", "-o", folder.resolve(family).toString()));
    for (int architecture : ARCHITECTURES) {
      command.add("-gencode=arch=compute_%1$d,code=sm_%1$d".formatted(architecture));
    }
    command.add(source.toString());
    Process process;
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      Assumptions.abort("nvcc is not installed");
      return "";
    }
    String log = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), log);
    return log;
  }

  private static int readUsage(String log, Map<String, Map<Integer, String>> table) {
    int seen = 0;
    String kernel = null;
    int architecture = 0;
    for (String line : log.lines().toList()) {
      Matcher entry = ENTRY.matcher(line);
      Matcher spill = SPILL.matcher(line);
      Matcher used = USED.matcher(line);
      if (entry.find()) {
        kernel = entry.group(1);
        architecture = Integer.parseInt(entry.group(2));
      } else if (spill.find()) {
        assertEquals("0", spill.group(1), kernel + " spills registers on sm_" + architecture);
      } else if (used.find()) {
        String shared = used.group(2) == null ? "0" : used.group(2);
        table
            .computeIfAbsent(kernel, name -> new TreeMap<>())
            .put(architecture, used.group(1) + "/" + shared);
        seen++;
      }
    }
    return seen;
  }

  private static void print(Map<String, Map<Integer, String>> table) {
    StringBuilder text = new StringBuilder("%-22s".formatted("registers/shared bytes"));
    ARCHITECTURES.forEach(architecture -> text.append("%10s".formatted("sm_" + architecture)));
    table.forEach(
        (kernel, usage) -> {
          text.append("%n%-22s".formatted(kernel));
          usage.values().forEach(value -> text.append("%10s".formatted(value)));
        });
    System.out.println(text);
  }
}
