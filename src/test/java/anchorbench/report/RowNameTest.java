package anchorbench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RowNameTest {
  private static String work(Map<String, String> parameters) {
    return RowName.work(new TreeMap<>(parameters));
  }

  /** Two sizes of a new kernel must not have one name. */
  @Test
  void aParameterOfANewKernelIsInTheName() {
    assertEquals(
        "batch 128, depth 3, width 7",
        work(Map.of("engine", "cpu", "batch", "128", "width", "7", "depth", "3")));
    assertEquals(
        "images x29, count 1000", work(Map.of("device", "cpu", "images", "x29", "count", "1000")));
  }

  /** Copies of the chosen set, or images of a shape. */
  @Test
  void imagesThatAreNotTheChosenOnesAreNamed() {
    assertEquals("all images, images x6", work(Map.of("perClass", "all", "images", "x6")));
    assertEquals(
        "random anchors, batch 1024, images of 32x32x3",
        work(Map.of("anchors", "random", "batch", "1024", "images", "32x32x3")));
  }

  @Test
  void whatIsUsualOrTheOnlyParameterGoesWithoutItsName() {
    assertEquals("COPY", work(Map.of("card", "cuda", "limit", "COPY")));
    assertEquals(
        "random anchors, batch 128",
        work(
            Map.of(
                "engine", "cpu", "anchors", "random", "batch", "128", "active", "all", "images",
                "x1", "steps", "235")));
  }
}
