package anchorbench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import anchorbench.data.DataSet;
import anchorbench.data.ImageSet;
import anchorbench.data.KerasNpz;
import anchorbench.data.Shape;
import anchorbench.statistics.ForkMean;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** benchmarks/peers, by the python3 that there is; what needs torch is skipped without it. */
class PeerScriptsTest {
  private static final String PYTHON = System.getenv().getOrDefault("PYTHON", "python3");

  /** Of intervals by two libraries, as check allows it between JMH and us. */
  private static final double QUANTILE = 1e-6;

  @TempDir Path folder;

  private static Answer python(String... arguments) throws InterruptedException {
    List<String> command = new ArrayList<>(List.of(PYTHON));
    command.addAll(List.of(arguments));
    return Answer.of(command);
  }

  private static void assume(String module) throws InterruptedException {
    assumeTrue(python("-c", "import " + module).exit() == 0, PYTHON + " has no " + module);
  }

  /**
   * Rows that outlive crashes, hangs and kills; what a network's text means; layers in double
   * precision; PyTorch's steps against them.
   */
  @ParameterizedTest
  @CsvSource({
    "sys, test_peer_record.py",
    "sys, test_network_text.py",
    "numpy, test_float64_layers.py",
    "torch, test_pytorch_net.py",
  })
  void testsInPythonPass(String module, String file) throws InterruptedException {
    assume(module);
    Answer answer = python("src/test/python/" + file);
    assertEquals(0, answer.exit(), answer.text());
  }

  @Test
  void intervalsAreThoseOfForkMean() throws InterruptedException {
    assume("sys");
    List<List<Double>> all = new ArrayList<>();
    for (int count : new int[] {3, 4, 5, 10, 31, 200}) {
      List<Double> samples = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        samples.add(100 + (i * 7919L % 101) / 10.0);
      }
      all.add(samples);
    }
    String code =
        "import sys; sys.path.insert(0, 'benchmarks/peers'); import peer_record;"
            + "[print(peer_record.half_width(samples)) for samples in %s]".formatted(all);
    List<String> found = python("-c", code).text().lines().toList();
    assertEquals(all.size(), found.size(), found.toString());
    for (int i = 0; i < all.size(); i++) {
      double expected = ForkMean.halfWidth(List.of(all.get(i)));
      assertEquals(expected, Double.parseDouble(found.get(i)), QUANTILE * expected, "set " + i);
    }
  }

  /** Java's images as Python's replay has them: rows of channel after channel, in both. */
  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void imagesAreReadAsTheyAreTrainedOn(int channels) throws InterruptedException {
    assume("numpy");
    Shape shape = new Shape(channels, 5, 4);
    MemorySegment pixels = ImageSet.allocatePixels(6, shape);
    for (int at = 0; at < 6 * shape.size(); at++) {
      pixels.set(ValueLayout.JAVA_BYTE, at, (byte) (31 * at));
    }
    List<String> names = List.of("a\u0301 \u732b", "\ud83d\udc5f");
    ImageSet images = new ImageSet(pixels, new int[] {0, 1, 1, 0, 0, 1}, shape, names);
    KerasNpz.write(folder.resolve("images.npz"), new DataSet("s", "s", "", true, images, images));
    String code =
        "import sys, pathlib; sys.path.insert(0, 'benchmarks/peers'); import triplet_trace, numpy;"
            + "place = pathlib.Path(sys.argv[1]); rows = triplet_trace.read_images(place);"
            + "print(rows.shape, rows.dtype, rows.ravel().tolist());"
            + "arrays = numpy.load(place / 'images.npz');"
            + "print(arrays['y_test'].tolist(), ascii(arrays['classes'].tolist()))";
    List<String> found = python("-c", code, folder.toString()).text().lines().toList();
    List<Integer> expected =
        IntStream.range(0, 6 * shape.size()).mapToObj(at -> 31 * at & 0xff).toList();
    assertEquals("(6, " + shape.size() + ") uint8 " + expected, found.get(0));
    assertEquals("[0, 1, 1, 0, 0, 1] ['a\\u0301 \\u732b', '\\U0001f45f']", found.get(1));
  }

  /** The honest step passes its check, and every wrong one is refused. */
  @Test
  void wrongStepsAreRefused() throws InterruptedException {
    assume("torch");
    Answer answer = python("benchmarks/peers/pytorch_triplet.py", "--self-test");
    assertEquals(0, answer.exit(), answer.text());
    assertTrue(answer.text().contains("refused"), answer.text());
  }
}
