package anchorbench.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import org.junit.jupiter.api.Test;

class ShapeTest {
  @Test
  void greyImagesHaveTwoAxesAndOthersTheirChannelsFirst() {
    assertArrayEquals(new long[] {10, 28, 20}, Shape.grey(28, 20).axes(10));
    assertArrayEquals(new long[] {9, 3, 3, 32, 30}, new Shape(3, 32, 30).axes(9, 3));
    assertArrayEquals(new long[] {2, 4, 5}, new Shape(2, 4, 5).axes());
  }
}
