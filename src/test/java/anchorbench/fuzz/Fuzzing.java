package anchorbench.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anchorbench.IncomparableException;
import anchorbench.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Sound files, one of them changed at a time: whatever reads them goes on, or refuses in one line
 * that names a file. As many changes as fit a time, each with a seed of its own; {@code
 * -Danchorbench.fuzz.seed=} begins with another, and {@code -Danchorbench.fuzz.seconds=} takes
 * longer.
 */
final class Fuzzing {
  private static final String SEED = "anchorbench.fuzz.seed";

  /** One for all builds: a build that was green stays green. */
  private static final long FIRST = 20_261;

  private static final Duration TIME =
      Duration.ofSeconds(Long.getLong("anchorbench.fuzz.seconds", 7));
  private static final int LEAST = 50;

  /** Longer than any of them takes, by much. */
  private static final Duration SLOW = Duration.ofSeconds(60);

  private final String kind;
  private final Path folder;
  private final Map<String, byte[]> sound;
  private final List<String> names;
  private final Map<String, JsonMutations> json = new HashMap<>();
  private final Runnable reader;

  /**
   * @param kind for what is printed
   * @param folder of the files
   * @param sound by name
   * @param reader of all of them
   */
  Fuzzing(String kind, Path folder, Map<String, byte[]> sound, Runnable reader) {
    this.kind = kind;
    this.folder = folder;
    this.sound = new TreeMap<>(sound);
    this.reader = reader;
    names = List.copyOf(this.sound.keySet());
    this.sound.forEach(
        (name, bytes) -> {
          if (name.endsWith(".json")) {
            json.put(name, new JsonMutations(bytes));
          }
        });
  }

  void run() throws IOException {
    for (Map.Entry<String, byte[]> file : sound.entrySet()) {
      Files.write(folder.resolve(file.getKey()), file.getValue());
    }
    reader.run();
    long first = Long.getLong(SEED, FIRST);
    // Now: of a hang nothing else is seen.
    System.out.println("fuzzing of " + kind + " begins with -D" + SEED + "=" + first);
    Map<String, String> crashes = new TreeMap<>();
    long start = System.nanoTime();
    int rounds = 0;
    int refused = 0;
    while (rounds < LEAST || System.nanoTime() - start < TIME.toNanos()) {
      refused += round(first + rounds++, crashes) ? 1 : 0;
    }
    System.out.println("fuzzing of " + kind + ": " + rounds + " changes, " + refused + " refused");
    assertEquals(List.of(), List.copyOf(crashes.values()));
    assertTrue(refused > 0, "nothing was refused");
  }

  /** Whether the files were refused. */
  private boolean round(long seed, Map<String, String> crashes) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    String name = names.get(random.nextInt(names.size()));
    byte[] changed = changed(name, random);
    Files.write(folder.resolve(name), changed);
    String where = "-D%s=%s, %s".formatted(SEED, seed, name);
    long start = System.nanoTime();
    try {
      reader.run();
      return false;
    } catch (InputException | IncomparableException e) {
      String line = e.getMessage();
      if (line.lines().count() != 1 || names.stream().noneMatch(line::contains)) {
        crashes.putIfAbsent("line", where + ": names no file, or is no line: " + line);
      }
      return true;
    } catch (RuntimeException | Error e) {
      crashes.putIfAbsent(place(e), where + ": " + e + " at " + place(e));
      return false;
    } finally {
      if (System.nanoTime() - start > SLOW.toNanos()) {
        crashes.putIfAbsent("slow", where + ": took longer than " + SLOW);
      }
      Files.write(folder.resolve(name), sound.get(name));
    }
  }

  private byte[] changed(String name, SplittableRandom random) throws IOException {
    boolean within = random.nextInt(3) > 0;
    if (within && name.endsWith(".gz")) {
      return PackedMutations.ofGzip(sound.get(name), random);
    }
    if (within && name.endsWith(".npz")) {
      return PackedMutations.ofZip(sound.get(name), random);
    }
    if (within && json.containsKey(name)) {
      return json.get(name).next(random);
    }
    return ByteMutations.of(sound.get(name), random);
  }

  private static String place(Throwable e) {
    for (StackTraceElement frame : e.getStackTrace()) {
      if (frame.getClassName().startsWith("anchorbench.")) {
        return frame.toString();
      }
    }
    return "nowhere of ours";
  }
}
