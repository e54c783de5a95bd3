package anchorbench.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anchorbench.InputException;
import anchorbench.data.DataSet;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageListTest {
  @TempDir private Path folder;
  @TempDir private Path cacheFolder;
  private final List<String> log = new ArrayList<>();

  /** What the folder holds, read as a folder. */
  private DataSet expected;

  private Path list;

  @BeforeEach
  void drawImages() throws IOException {
    DrawnFiles.halves(folder, 2, 3, 2);
    expected = read(folder, ReadOptions.NONE);
    list = folder.resolve("list.csv");
  }

  private DataSet read(Path place, ReadOptions options) {
    log.clear();
    return ImageSource.read(place.toString(), options, new DecodedCache(cacheFolder), log::add);
  }

  private DataSet read(String text) throws IOException {
    Files.writeString(list, text);
    return read(list, ReadOptions.NONE);
  }

  private String refusal(String text) {
    String message = assertThrows(InputException.class, () -> read(text)).getMessage();
    assertEquals(1, message.lines().count(), message);
    return message;
  }

  /** Every image of the folder; the format of a line takes path, class and half. */
  private String lines(String head, String format) {
    StringBuilder text = new StringBuilder(head).append("\n");
    for (int c = 1; c >= 0; c--) {
      for (int i = 0; i < 5; i++) {
        String half = i < 3 ? "train" : "test";
        String path = half + "/class-" + c + "/" + i + ".png";
        text.append(format.formatted(path, "class-" + c, half)).append("\n");
      }
    }
    return text.toString();
  }

  @Test
  void aListOfAFoldersFilesIsTheSameSet() throws IOException {
    DataSet set = read(lines("path,label,split", "%s,%s,%s"));
    assertEquals(expected.checksum(), set.checksum());
    assertEquals(expected.train().classNames(), set.train().classNames());
    assertEquals("list:list.csv", set.name());
    assertTrue(log.isEmpty(), log.toString());
  }

  @Test
  void columnsHaveTheNamesThatPeopleGiveThem() throws IOException {
    for (String text :
        List.of(
            lines("Image_Path;Class Name;Set", "%s;%s;%s"),
            lines("subset\tnumber\tcategory\tfilename", "%3$s\t7\t%2$s\t%1$s"),
            lines("\ufefffile,target,partition", "\"%s\",\"%s\",%s"),
            lines("img-path,class id,phase", folder + "/%s , %s , %sing").replace("/", "\\"),
            lines("path,label,split", "%s,%s,%s").replace("\n", "\r\n\r\n"))) {
      assertEquals(expected.checksum(), read(text).checksum(), text);
    }
  }

  @Test
  void withoutHalvesContentDecides() throws IOException {
    DataSet set = read(lines("path,label", "%s,%s"));
    assertEquals(8, set.train().count());
    assertEquals(2, set.test().count());
    assertTrue(log.getFirst().contains("20 % of each class"), log.toString());
  }

  @Test
  void validationImagesAreTestImagesOrNotUsed() throws IOException {
    String validating = lines("path,label,split", "%s,%s,%s").replace(",test\n", ",val\n");
    assertEquals(expected.checksum(), read(validating).checksum());
    DrawnFiles.colour(folder.resolve("more/9.png"), 999);
    assertEquals(
        expected.checksum(),
        read(lines("path,label,split", "%s,%s,%s") + "more/9.png,class-0,valid\n").checksum());
    assertTrue(log.getFirst().contains("1 validation images of the list"), log.toString());
  }

  @Test
  void aLabelIsTheSameHoweverItIsComposed() throws IOException {
    String text = lines("path,label,split", "%s,%s,%s");
    String composed = text.replace(",class-1,", ",gr\u00fcn,");
    String mixed = composed.replaceFirst("gr\u00fcn", "gru\u0308n");
    assertEquals(List.of("class-0", "gr\u00fcn"), read(mixed).train().classNames());
  }

  /** Boxes have coordinates of that name. */
  @Test
  void aColumnYIsNoLabel() throws IOException {
    String text = lines("path,x,y,label,split", "%1$s,3,4,%2$s,%3$s");
    assertEquals(expected.checksum(), read(text).checksum());
    assertTrue(refusal("path,x,y\na,1,2").contains("expected a column path"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "path,split\na,train", "a/b.png,cat", "label,colour\nx,y"})
  void columnsThatAreMissingAreNamed(String text) {
    assertTrue(refusal(text).contains("expected a column path"), text);
  }

  @Test
  void aWrongLineIsNamed() {
    assertTrue(refusal("path,label\nx.png").contains("line 2 has no label: x.png"));
    assertTrue(refusal("path,label,split\nx.png,a,later").contains("line 2: split 'later'"));
    assertTrue(refusal("path,label\n").contains("names no image"));
    assertTrue(refusal("path,label\nx\0.png,a").contains("is not a valid path"));
  }

  @Test
  void missingFilesAreCounted() throws IOException {
    String text = lines("path,label,split", "%s,%s,%s") + "none.png,class-0,train\n";
    String message = refusal(text);
    assertTrue(message.contains("1 of 11 images cannot be read: "), message);
    assertTrue(message.contains("none.png (no such file"), message);
  }

  @Test
  void anotherEncodingIsNamed() throws IOException {
    Files.write(list, "path,label\nx.png,gr\u00fcn\n".getBytes(StandardCharsets.ISO_8859_1));
    String message =
        assertThrows(InputException.class, () -> read(list, ReadOptions.NONE)).getMessage();
    assertTrue(message.contains("not UTF-8"), message);
  }
}
