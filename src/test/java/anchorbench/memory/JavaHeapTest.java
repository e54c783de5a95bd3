package anchorbench.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anchorbench.InputException;
import anchorbench.engine.TrainingSpec;
import anchorbench.network.Adam;
import anchorbench.network.NetworkSpec;
import anchorbench.network.TripletLoss;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Sizes that no array or heap has, refused in one line before they are allocated. */
class JavaHeapTest {
  private static void assertRefused(String beginning, String cure, Executable wanted) {
    String message = assertThrows(InputException.class, wanted).getMessage();
    assertTrue(message.startsWith(beginning) && message.contains(cure), message);
    assertEquals(1, message.lines().count(), message);
  }

  @Test
  void anArrayHasAnEnd() {
    assertEquals(7, JavaHeap.elements("x", 7));
    String cure = "ask for less";
    assertRefused("x: 3,000,000,000 numbers", cure, () -> JavaHeap.elements("x", 3_000_000_000L));
    // What has overflowed before.
    assertRefused("x: -1 numbers", cure, () -> JavaHeap.elements("x", -1));
  }

  @Test
  void aHeapHasAnEndAndAnOptionThatMovesIt() {
    JavaHeap.require("x", 1000);
    assertRefused(
        "x: needs 16,777,216 GiB of Java heap",
        "-Xmx25165824g",
        () -> JavaHeap.require("x", 1L << 54));
  }

  @Test
  void whatRanOutIsSaid() {
    String heap = JavaHeap.exhausted(new OutOfMemoryError("Java heap space"));
    assertTrue(
        heap.matches("out of memory: the Java heap is limited to .* with -Xmx\\d+g .*"), heap);
    String outside = JavaHeap.exhausted(new OutOfMemoryError("malloc"));
    assertTrue(outside.contains("outside the Java heap (malloc)"), outside);
  }

  @Test
  void networksThatOverflowAreRefused() {
    for (String network : new String[] {"784-1048576-1048576", "784-100000-100000"}) {
      assertRefused("network '" + network + "'", "ask for less", () -> NetworkSpec.parse(network));
    }
    NetworkSpec wide = NetworkSpec.parse("784-100000-8");
    assertRefused(
        "batch 100000 of network 784-100000-8",
        "ask for less",
        () ->
            new TrainingSpec(
                wide, TripletLoss.DEFAULT, Adam.DEFAULT, 100_000, TrainingSpec.UNIT_PIXELS));
  }
}
