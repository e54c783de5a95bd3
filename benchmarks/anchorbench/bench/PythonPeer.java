package anchorbench.bench;

import anchorbench.output.OutputFile;
import anchorbench.output.Progress;
import anchorbench.result.RunReader;
import anchorbench.result.RunRecord;
import anchorbench.result.RunRecord.EngineEntry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * PyTorch as most people use it: {@code benchmarks/peers/pytorch_triplet.py} in a python3 of the
 * user's, which times the same steps in processes of its own and leaves a record.
 */
final class PythonPeer {
  /** Its engines in float32, by mode: they take part where nobody chooses. */
  static final List<String> FLOAT32 = List.of("pytorch:eager", "pytorch:compile");

  /** All of them: each mode in bfloat16, too. */
  static final List<String> ENGINES =
      Stream.concat(FLOAT32.stream(), FLOAT32.stream().map(name -> name + ":bf16")).toList();

  private static final String SCRIPT = "pytorch_triplet.py";
  private static final List<String> SCRIPTS =
      List.of(
          SCRIPT,
          "peer_record.py",
          "image_files.py",
          "network_text.py",
          "triplet_trace.py",
          "float64_arithmetic.py",
          "float64_layers.py",
          "float64_step.py",
          "pytorch_net.py",
          "pytorch_step.py");

  private static final String CURE = "or name another python3 with --python or PYTHON.";
  private static final int PROBE_SECONDS = 150;

  /** To load torch, to compile a step and to check it, on a slow or busy machine. */
  private static final int START_SECONDS = 60;

  private static final int STEP_SECONDS = 60;

  private final String python;
  private final Path scripts;

  /**
   * @param python name or path of a python3
   * @param work an empty folder
   */
  PythonPeer(String python, Path work) {
    this.python = python;
    this.scripts = work.resolve("scripts");
    for (String name : SCRIPTS) {
      try (InputStream in = PythonPeer.class.getResourceAsStream("/peers/" + name)) {
        byte[] text = in.readAllBytes();
        OutputFile.write(scripts.resolve(name), out -> out.write(text));
      } catch (IOException e) {
        throw new UncheckedIOException(name, e);
      }
    }
  }

  /** As the script calls an engine: its mode, and behind a colon a precision but float32. */
  static String mode(String engine) {
    return engine.substring(engine.indexOf(':') + 1);
  }

  /** Why it cannot run here, with the cure; null if it can. */
  String absent() {
    List<String> lines = new ArrayList<>();
    try {
      Process process = start(List.of("--describe"));
      boolean ended = follow(process, PROBE_SECONDS, lines::add);
      if (ended && process.exitValue() == 0) {
        return null;
      }
    } catch (IOException e) {
      return "%s does not start (%s). Cure: install Python 3 with torch and numpy, %s"
          .formatted(python, e.getMessage(), CURE);
    }
    String last = lines.isEmpty() ? "no answer" : lines.getLast();
    return "%s, %s".formatted(last.replace("pytorch_triplet: ", ""), CURE);
  }

  /**
   * A step to be timed.
   *
   * @param images the file of the images that the trace's plan numbers
   * @param network what rows call the network
   */
  record Work(Path trace, Path images, String network) {}

  /** What it is asked: every engine on every work, each for so many seconds. */
  record Task(List<String> engines, List<Work> works, double seconds) {
    int rows() {
      return engines.size() * works.size();
    }
  }

  /**
   * Times every row of a task.
   *
   * @param out for its record
   * @param log its talk
   * @return the record, or null if there is none: the log says why
   */
  RunRecord run(Task task, int threads, Path out, PrintStream log) throws IOException {
    long limit = START_SECONDS + (long) (task.works().size() * (STEP_SECONDS + 2 * task.seconds()));
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("--device", "cpu", "--kernels", "training-step"));
    arguments.addAll(List.of("--modes", String.join(",", modes(task.engines()))));
    arguments.addAll(List.of("--seconds", String.format(Locale.ROOT, "%.2f", task.seconds())));
    arguments.addAll(List.of("--mode-seconds", String.valueOf(limit)));
    arguments.addAll(List.of("--threads", String.valueOf(threads)));
    arguments.addAll(List.of("--out", out.toString()));
    for (Work work : task.works()) {
      arguments.addAll(List.of("--trace", work.trace().toString()));
      arguments.addAll(List.of("--data", work.images().toString()));
      arguments.addAll(List.of("--network", work.network()));
    }
    try (Progress progress = new Progress("PyTorch in Python", task.rows())) {
      Process process = start(arguments);
      follow(
          process,
          START_SECONDS + limit * task.engines().size(),
          line -> {
            log.println(line);
            if (line.contains("training-step ")) {
              progress.done(line, 1);
            }
          });
    }
    return Files.exists(out.resolve(RunRecord.FILE)) ? RunReader.read(out) : null;
  }

  private static List<String> modes(List<String> engines) {
    return engines.stream().map(PythonPeer::mode).toList();
  }

  private Process start(List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(python);
    command.add(scripts.resolve(SCRIPT).toString());
    command.addAll(arguments);
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  /** Whoever hears a process' lines. */
  private interface Lines {
    void line(String text);
  }

  /**
   * Until it ends, or is ended; a signal to this process reaches it, too.
   *
   * @return whether it ended by itself
   */
  private static boolean follow(Process process, long seconds, Lines lines) {
    Thread stop = new Thread(process::destroy);
    Runtime.getRuntime().addShutdownHook(stop);
    try {
      return ended(process, seconds, lines);
    } finally {
      keepNoLonger(stop);
    }
  }

  private static void keepNoLonger(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The end of this process is what ended the other.
      System.getLogger(PythonPeer.class.getName()).log(System.Logger.Level.DEBUG, "ending", e);
    }
  }

  private static boolean ended(Process process, long seconds, Lines lines) {
    Thread reader =
        Thread.ofVirtual()
            .start(
                () -> {
                  try (BufferedReader in = process.inputReader(StandardCharsets.UTF_8)) {
                    in.lines().forEach(lines::line);
                  } catch (IOException | UncheckedIOException e) {
                    lines.line("its output ended: " + e.getMessage());
                  }
                });
    try {
      boolean ended = process.waitFor(seconds, TimeUnit.SECONDS);
      if (!ended) {
        process.destroy();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
          process.destroyForcibly().waitFor();
        }
      }
      reader.join(TimeUnit.SECONDS.toMillis(10));
      return ended;
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Entries of a record's engines while there is only a reason. */
  static List<EngineEntry> absentEntries(List<String> engines, String reason) {
    return engines.stream().map(name -> new EngineEntry(name, null, reason)).toList();
  }
}
