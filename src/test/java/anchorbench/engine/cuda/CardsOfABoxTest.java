package anchorbench.engine.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The command line on a box whose driver and management library are ours: they tell of cards and
 * run nothing.
 */
class CardsOfABoxTest {
  @TempDir Path folder;

  private record Outcome(int exit, String out, String err) {
    /** Without what the JVM itself says of modules and of libraries on the class path. */
    List<String> errorLines() {
      return err.lines().filter(line -> !line.startsWith("WARNING: ")).toList();
    }
  }

  @BeforeEach
  void compile() {
    HostCompiler.library("libcuda_stub.c", folder, "libcuda.so.1");
    HostCompiler.library("libnvml_stub.c", folder, "libnvidia-ml.so.1");
  }

  private Outcome run(Map<String, String> environment, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of("--add-modules=jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), "anchorbench.cli.Main"));
    command.addAll(arguments);
    try {
      Path out = folder.resolve("stdout");
      Path err = folder.resolve("stderr");
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
      builder.environment().remove(VisibleDevices.VARIABLE);
      builder.environment().put("LD_LIBRARY_PATH", folder.toString());
      builder.environment().putAll(environment);
      int exit = builder.start().waitFor();
      return new Outcome(
          exit,
          Files.readString(out, StandardCharsets.UTF_8),
          Files.readString(err, StandardCharsets.UTF_8));
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** The lines of a report on cards, up to the first engine. */
  private static List<String> cards(Outcome outcome) {
    return outcome
        .out()
        .lines()
        .dropWhile(line -> !line.startsWith("card"))
        .takeWhile(line -> !line.startsWith("engine"))
        .toList();
  }

  @Test
  void doctorListsEveryCardAndWhoUsesIt() {
    Outcome doctor =
        run(Map.of("STUB_CARDS", "3", "CUDA_VISIBLE_DEVICES", "4,5,0"), List.of("doctor"));
    assertEquals(
        List.of(
            "cards        CUDA_VISIBLE_DEVICES=4,5,0: ordinals count what it shows",
            "card         0: NVIDIA H100, compute capability 9.0, PCI 0000:17:00.0, 80,999 of"
                + " 81,559 MiB free",
            "             no other process computes on it",
            "card         1: NVIDIA H100, compute capability 9.0, PCI 0000:27:00.0, 80,998 of"
                + " 81,559 MiB free",
            "             used by process 4000 (100 MiB), process 4001 (101 MiB), process 4002 (102"
                + " MiB), process 4003 (103 MiB), process 4004 (104 MiB), process 4005 (105 MiB),"
                + " process 4006 (106 MiB), process 4007 (107 MiB), process 4008 (108 MiB), process"
                + " 4009 (memory not known)",
            "card         2: Tesla V100, compute capability 7.0, PCI 0000:37:00.0, 81,920 MiB",
            "             who uses it is not known (nvmlDeviceGetComputeRunningProcesses_v3:"
                + " nvmlReturn_t (4), see nvml.h)",
            "             not for the engine cuda: card 2 (Tesla V100, PCI 0000:37:00.0) is of"
                + " compute capability 7.0, and the engine needs 7.5 (Turing) or newer. Cure:"
                + " choose another card, or --engine cpu."),
        cards(doctor));
    for (int others = 1; others < 3; others++) {
      assertFalse(doctor.err().contains("opened on card " + others), doctor.err());
    }
  }

  @Test
  void withoutTheManagementLibraryTheRestStands() throws IOException {
    Files.delete(folder.resolve("libnvidia-ml.so.1"));
    List<String> lines = cards(run(Map.of(), List.of("doctor")));
    assertEquals(4, lines.size(), lines.toString());
    assertEquals(
        "card         0: NVIDIA H100, compute capability 9.0, PCI 0000:17:00.0, 81,920 MiB",
        lines.get(0));
    assertTrue(
        lines.get(1).startsWith("             who uses it is not known (libnvidia-ml.so.1"),
        lines.get(1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "experiment --devices 7  | --devices 7: this box has cards 0, 1 and 2 (NVIDIA H100, Tesla"
            + " V100)",
        "experiment --devices 0,2| --devices 0,2: card 2 (Tesla V100, PCI 0000:37:00.0) is of"
            + " compute capability 7.0",
        "means --device 7        | --device 7: this box has cards 0, 1 and 2",
        "train --device all      | --device all: expected the ordinal of one card"
      })
  void aCardThatCannotBeHadIsOneLineAndExitTwo(String arguments, String expected) {
    List<String> all = new ArrayList<>(List.of(arguments.split(" ")));
    all.addAll(List.of("--engine", "cuda", "--data", "synthetic"));
    Outcome outcome = run(Map.of("STUB_CARDS", "3"), all);
    assertEquals(2, outcome.exit(), outcome.toString());
    assertEquals(1, outcome.errorLines().size(), outcome.err());
    String line = outcome.errorLines().getFirst();
    assertTrue(line.startsWith("anchorbench: " + expected), line);
  }

  @Test
  void hiddenCardsHaveTheirCure() {
    Outcome outcome =
        run(
            Map.of("CUDA_VISIBLE_DEVICES", ""),
            List.of("train", "--engine", "cuda", "--data", "synthetic"));
    assertEquals(2, outcome.exit(), outcome.toString());
    assertEquals(1, outcome.errorLines().size(), outcome.err());
    assertTrue(
        outcome
            .errorLines()
            .getFirst()
            .contains("CUDA_VISIBLE_DEVICES='' hides every card. Cure: unset it, or name cards"),
        outcome.err());
  }
}
