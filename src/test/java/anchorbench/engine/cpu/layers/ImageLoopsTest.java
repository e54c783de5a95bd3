package anchorbench.engine.cpu.layers;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anchorbench.data.Shape;
import anchorbench.memory.NativeMemory;
import anchorbench.network.layer.Window;
import anchorbench.random.RandomStream;
import anchorbench.random.RngStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The vectors' loops equal those number by number, bit by bit. */
class ImageLoopsTest {
  private static final int ROWS = 3;
  private static final ImageLoops PLAIN = new ImageLoops();
  private static final ImageLoops VECTOR = new VectorImageLoops();

  @ParameterizedTest
  @CsvSource({
    "32,8,8,2,2,0",
    "1,7,5,2,2,0",
    "17,9,7,3,2,1",
    "16,6,6,3,1,1",
    "35,5,5,5,3,2",
    "64,1,1,1,1,0"
  })
  void poolsAreEqual(int channels, int height, int width, int size, int stride, int padding) {
    Window window = new Window(size, stride, padding);
    Shape in = new Shape(channels, height, width);
    Shape out = new Shape(channels, window.places(height), window.places(width));
    MemorySegment values = numbers(ROWS * in.size(), 1);
    MemorySegment losses = numbers(ROWS * out.size(), 2);
    for (boolean relu : new boolean[] {false, true}) {
      PoolShape shape = new PoolShape(in, out, window, relu);
      MemorySegment chosen = room(ROWS * out.size());
      assertEqual(
          out,
          (loops, result) -> loops.maxPool(shape, ROWS, values, result, room(ROWS * out.size())));
      assertEqual(
          out,
          (loops, result) -> loops.maxPool(shape, ROWS, values, room(ROWS * out.size()), result));
      PLAIN.maxPool(shape, ROWS, values, room(ROWS * out.size()), chosen);
      assertEqual(
          in, (loops, result) -> loops.maxPoolGradient(shape, ROWS, losses, chosen, result));
    }
    PoolShape shape = new PoolShape(in, out, window, false);
    assertEqual(out, (loops, result) -> loops.averagePool(shape, ROWS, values, result));
    assertEqual(in, (loops, result) -> loops.averagePoolGradient(shape, ROWS, losses, result));
    assertEqual(
        new Shape(channels, 1, 1), (loops, result) -> loops.channelMeans(in, ROWS, values, result));
    assertEqual(in, (loops, result) -> loops.channelMeansGradient(in, ROWS, losses, result));
    int count = ROWS * in.size();
    assertEqual(in, (loops, result) -> loops.rectify(values, result, count));
    assertEqual(in, (loops, result) -> loops.rectifyGradient(values, losses(count), result, count));
  }

  /** A network that has diverged must not look alive. */
  @Test
  void aNanComesThroughAPool() {
    Shape in = new Shape(17, 2, 2);
    Shape out = new Shape(17, 1, 1);
    PoolShape shape = new PoolShape(in, out, new Window(2, 2, 0), true);
    for (int place = 0; place < 4; place++) {
      MemorySegment values = numbers(in.size(), 3);
      for (int c = 0; c < 17; c++) {
        values.setAtIndex(JAVA_FLOAT, place * 17 + c, Float.NaN);
      }
      for (ImageLoops loops : new ImageLoops[] {PLAIN, VECTOR}) {
        MemorySegment result = room(17);
        loops.maxPool(shape, 1, values, result, room(17));
        for (int c = 0; c < 17; c++) {
          assertTrue(Float.isNaN(result.getAtIndex(JAVA_FLOAT, c)), "channel " + c);
        }
      }
    }
  }

  private static MemorySegment losses(int count) {
    return numbers(count, 4);
  }

  private static void assertEqual(Shape shape, BiConsumer<ImageLoops, MemorySegment> loop) {
    MemorySegment expected = room(ROWS * shape.size());
    MemorySegment found = room(ROWS * shape.size());
    loop.accept(PLAIN, expected);
    loop.accept(VECTOR, found);
    int bytes = ROWS * shape.size() * Float.BYTES;
    assertArrayEquals(
        expected.asSlice(0, bytes).toArray(JAVA_BYTE), found.asSlice(0, bytes).toArray(JAVA_BYTE));
  }

  private static MemorySegment room(int count) {
    return NativeMemory.allocateFloats(Arena.ofAuto(), count);
  }

  private static MemorySegment numbers(int count, int stream) {
    RandomStream random = new RandomStream(5, RngStream.BENCHMARK, stream);
    MemorySegment numbers = room(count);
    for (int i = 0; i < count; i++) {
      // Some are equal, some are zero.
      numbers.setAtIndex(JAVA_FLOAT, i, (random.below(9) - 4) / 4f);
    }
    return numbers;
  }
}
