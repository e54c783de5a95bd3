package anchorbench.random;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** The known-answer vectors of Random123, philox 4x32 10. */
class PhiloxTest {
  @Test
  void zeros() {
    check(new int[] {0, 0, 0, 0}, 0, 0, new int[] {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
  }

  @Test
  void ones() {
    check(
        new int[] {-1, -1, -1, -1},
        -1,
        -1,
        new int[] {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
  }

  @Test
  void digitsOfPi() {
    check(
        new int[] {0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
        0xa4093822,
        0x299f31d0,
        new int[] {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});
  }

  private static void check(int[] counter, int key0, int key1, int[] expected) {
    int[] out = new int[4];
    Philox.block(counter, key0, key1, out);
    assertArrayEquals(expected, out);
  }

  @Test
  void belowReachesBothEndsAndNoFurther() {
    assertEquals(0, Philox.below(0, 60_000));
    assertEquals(59_999, Philox.below(-1, 60_000));
    assertEquals(0, Philox.below(-1, 1));
  }
}
