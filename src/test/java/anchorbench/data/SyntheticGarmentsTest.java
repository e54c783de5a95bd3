package anchorbench.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SyntheticGarmentsTest {
  @Test
  void oneSeedDrawsTheSameImagesWhateverTheCount() {
    DataSet small = new SyntheticGarments(4).dataSet(40, 10);
    DataSet again = new SyntheticGarments(4).dataSet(40, 10);
    DataSet large = new SyntheticGarments(4).dataSet(60, 10);
    assertArrayEquals(bytes(small), bytes(again));
    assertArrayEquals(bytes(small), Arrays.copyOf(bytes(large), bytes(small).length));
    assertFalse(Arrays.equals(bytes(small), bytes(new SyntheticGarments(5).dataSet(40, 10))));
  }

  private static byte[] bytes(DataSet set) {
    long length = (long) set.train().count() * set.train().pixelsPerImage();
    return set.train().pixels().asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
  }

  @Test
  void everyClassIsThereAndLabelled() {
    DataSet set = new SyntheticGarments(4).dataSet(100, 20);
    assertTrue(set.synthetic());
    ClassIndex index = new ClassIndex(set.train());
    for (int c = 0; c < 10; c++) {
      assertEquals(10, index.size(c));
    }
  }
}
