package anchorbench.engine.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anchorbench.data.PixelScaling;
import anchorbench.engine.cuda.driver.Grid;
import anchorbench.network.DenseNetwork;
import anchorbench.network.NetworkSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
    Map<String, Map<Integer, Usage>> table = new TreeMap<>();
    for (String family : KernelTexts.of(90).keySet()) {
      // One text for several architectures is compiled for all of them at once.
      Map<String, List<Integer>> architectures = new TreeMap<>();
      ARCHITECTURES.forEach(
          each ->
              architectures
                  .computeIfAbsent(KernelTexts.of(each).get(family), text -> new ArrayList<>())
                  .add(each));
      for (var text : architectures.entrySet()) {
        String log = compile(folder, family, text.getKey(), text.getValue());
        int kernels = KernelSource.kernels(family).size();
        assertEquals(kernels * text.getValue().size(), readUsage(log, table), log);
      }
    }
    print(table);
    printOccupancy(table);
  }

  /**
   * A factor and an offset for each of two planes of 392 pixels. Planes that are no whole words
   * need more: on sm_90 some 50 bytes of fused_update's registers are spilled.
   */
  @Test
  void stepsOfScaledPlanesCompileWithoutSpills(@TempDir Path folder) throws Exception {
    PixelScaling planes = PixelScaling.of(new float[] {1, 2}, new float[] {0, 1});
    String family = KernelSource.FUSED_STEP;
    for (int architecture : ARCHITECTURES) {
      String text = KernelTexts.ofNetwork(architecture, planes);
      String log = compile(folder, family, text, List.of(architecture));
      assertEquals(KernelSource.kernels(family).size(), readUsage(log, new TreeMap<>()), log);
    }
  }

  /** What ptxas says of a kernel. */
  private record Usage(int registers, int shared) {
    @Override
    public String toString() {
      return registers + "/" + shared;
    }
  }

  private static String compile(
      Path folder, String family, String text, List<Integer> architectures) throws Exception {
    Path source = Files.writeString(folder.resolve(family + ".cu"), text);
    List<String> command = new ArrayList<>(List.of("nvcc", "-fatbin", "-Xptxas", "-v"));
    command.addAll(List.of("-std=c++17", "-t", "2", "-o", folder.resolve(family).toString()));
    for (int architecture : architectures) {
      command.add(
          String.format(Locale.ROOT, "-gencode=arch=compute_%1$d,code=sm_%1$d", architecture));
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

  private static int readUsage(String log, Map<String, Map<Integer, Usage>> table) {
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
            .put(
                architecture, new Usage(Integer.parseInt(used.group(1)), Integer.parseInt(shared)));
        seen++;
      }
    }
    return seen;
  }

  private static StringBuilder head(String what) {
    StringBuilder text = new StringBuilder("%-22s".formatted(what));
    ARCHITECTURES.forEach(architecture -> text.append("%10s".formatted("sm_" + architecture)));
    return text;
  }

  private static void print(Map<String, Map<Integer, Usage>> table) {
    StringBuilder text = head("registers/shared bytes");
    table.forEach(
        (kernel, usage) -> {
          text.append("%n%-22s".formatted(kernel));
          usage.values().forEach(value -> text.append("%10s".formatted(value)));
        });
    System.out.println(text);
  }

  /** The kernels of a fused step of the default network: every card runs at least a block. */
  private static void printOccupancy(Map<String, Map<Integer, Usage>> table) {
    int batch = 128;
    StringBuilder text = head("dynamic bytes/blocks");
    for (String kernel : List.of("fused_forward", "fused_triplets", "fused_update")) {
      text.append("%n%-22s".formatted(kernel));
      for (int architecture : ARCHITECTURES) {
        CardLimits card = CardLimits.of(architecture);
        FusedTiles tiles = FusedTiles.of(DenseNetwork.of(NetworkSpec.DEFAULT), card.sharedOptIn());
        Grid grid =
            switch (kernel) {
              case "fused_forward" -> FusedKernels.forwardGrid(tiles, 3 * batch);
              case "fused_triplets" -> FusedKernels.tripletGrid(tiles, batch);
              default -> FusedKernels.updateGrid(tiles, 3 * batch);
            };
        Usage usage = table.get(kernel).get(architecture);
        int blocks = card.activeBlocks(grid, usage.registers, usage.shared);
        text.append("%10s".formatted(grid.sharedBytes() + "/" + blocks));
        assertTrue(blocks > 0, kernel + " does not run on sm_" + architecture);
        assertTrue(
            grid.sharedBytes() + usage.shared <= card.sharedOptIn(),
            kernel + " asks for more than sm_" + architecture + " gives");
      }
    }
    System.out.println(text);
  }
}
