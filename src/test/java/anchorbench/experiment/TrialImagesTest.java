package anchorbench.experiment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anchorbench.InputException;
import anchorbench.data.ClassIndex;
import anchorbench.data.DataSet;
import anchorbench.data.ImageSet;
import anchorbench.data.SyntheticGarments;
import anchorbench.experiment.protocol.Protocol;
import anchorbench.experiment.protocol.SubsetSettings;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrialImagesTest {
  private final DataSet data = new SyntheticGarments(3).dataSet(600, 200);

  private TrialImages images(int perClass, double noise, Integer... unseen) {
    Protocol protocol =
        TestProtocols.small("784-8", "random")
            .with(new SubsetSettings(perClass, noise, List.of(unseen)));
    return TrialImages.of(protocol, data);
  }

  @Test
  void allImagesAreTheSplitOfBefore() {
    TrialImages all = images(0, 0);
    assertEquals(500, all.train().count());
    assertEquals(100, all.validation().count());
    assertEquals(200, all.test().count());
    assertNull(all.unseen());
  }

  @Test
  void theFirstImagesOfEachClassAreTheSameImages() {
    TrialImages few = images(7, 0);
    assertEquals(70, few.train().count());
    assertEquals(100, few.validation().count());
    ClassIndex before = new ClassIndex(images(0, 0).train());
    ClassIndex index = new ClassIndex(few.train());
    for (int c = 0; c < 10; c++) {
      assertEquals(7, index.size(c));
      assertArrayEquals(
          data.train().image(before.image(c, 6)), few.train().image(index.image(c, 6)));
    }
  }

  @Test
  void aShareOfTheTrainedLabelsIsWrongAndNoOther() {
    TrialImages noisy = images(0, 0.2);
    ImageSet clean = images(0, 0).train();
    long wrong =
        IntStream.range(0, 500).filter(i -> noisy.train().label(i) != clean.label(i)).count();
    assertEquals(100, wrong);
    // Classes exchange labels, so that means of so many images are there as before.
    ClassIndex before = new ClassIndex(clean);
    ClassIndex after = new ClassIndex(noisy.train());
    for (int c = 0; c < 10; c++) {
      assertEquals(before.size(c), after.size(c));
    }
    assertArrayEquals(images(0, 0).validation().labels(), noisy.validation().labels());
    assertArrayEquals(data.test().labels(), noisy.test().labels());
  }

  @Test
  void unseenClassesAreInNoOtherPart() {
    TrialImages images = images(0, 0, 9, 2);
    assertEquals(8, images.train().classes());
    assertEquals(
        List.of(data.train().classNames().get(2), data.train().classNames().get(9)),
        images.unseen().classNames());
    assertEquals(data.test().classNames().get(3), images.test().classNames().get(2));
    ClassIndex before = new ClassIndex(data.test());
    assertEquals(before.size(2) + before.size(9), images.unseen().count());
    assertEquals(200 - images.unseen().count(), images.test().count());
    ClassIndex unseen = new ClassIndex(images.unseen());
    assertArrayEquals(
        data.test().image(before.image(9, 4)), images.unseen().image(unseen.image(1, 4)));
  }

  @ParameterizedTest
  @CsvSource({"0,3,10,--unseen 10", "0,-1,3,--unseen -1", "400,1,2,--images-per-class 400"})
  void whatIsNotThereIsRefused(int perClass, int one, int other, String word) {
    Exception e = assertThrows(InputException.class, () -> images(perClass, 0, one, other));
    assertTrue(e.getMessage().contains(word), e.getMessage());
  }

  @Test
  void twoClassesAreLeftAndTwoAreHeldBack() {
    Integer[] nine = {0, 1, 2, 3, 4, 5, 6, 7, 8};
    assertTrue(
        assertThrows(InputException.class, () -> images(0, 0, nine))
            .getMessage()
            .contains("leaves 1"));
    assertThrows(InputException.class, () -> new SubsetSettings(0, 0, List.of(4)));
    assertThrows(InputException.class, () -> new SubsetSettings(0, 1, List.of()));
  }
}
