package anchorbench.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import anchorbench.InputException;
import anchorbench.data.DataSet;
import anchorbench.data.ImageSet;
import anchorbench.data.Shape;
import anchorbench.decode.PixelForm;
import anchorbench.decode.PixelForm.Channels;
import anchorbench.decode.PixelForm.Fit;
import anchorbench.decode.PixelForm.Size;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folders of image files. */
class ImageSourceTest {
  @TempDir private Path folder;
  @TempDir private Path cacheFolder;
  private final List<String> log = new ArrayList<>();

  private DataSet read(Path place, ReadOptions options) {
    log.clear();
    return ImageSource.read(place.toString(), options, new DecodedCache(cacheFolder), log::add);
  }

  private DataSet read(ReadOptions options) {
    return read(folder, options);
  }

  private DataSet read() {
    return read(ReadOptions.NONE);
  }

  private String refusal(ReadOptions options) {
    String message = assertThrows(InputException.class, () -> read(options)).getMessage();
    assertEquals(1, message.lines().count(), message);
    return message;
  }

  private String refusal() {
    return refusal(ReadOptions.NONE);
  }

  private static ReadOptions form(Channels channels, String size, Fit fit) {
    Size parsed = size == null ? null : Size.parse(size);
    return new ReadOptions(new PixelForm(channels, parsed, fit), null, false);
  }

  private static ReadOptions testShare(double share) {
    return new ReadOptions(PixelForm.AS_STORED, share, false);
  }

  private static ReadOptions skipping() {
    return new ReadOptions(PixelForm.AS_STORED, null, true);
  }

  /** The number an image was drawn with, see {@link DrawnFiles#sample}. */
  private static int number(ImageSet images, int i) {
    int plane = images.shape().height() * images.shape().width();
    return images.pixel(i, 0) | (images.pixel(i, plane) << 8) | (images.pixel(i, 2 * plane) << 16);
  }

  private static Map<String, Set<Integer>> numbers(ImageSet images) {
    Map<String, Set<Integer>> numbers = new TreeMap<>();
    for (int i = 0; i < images.count(); i++) {
      numbers
          .computeIfAbsent(images.classNames().get(images.label(i)), _ -> new TreeSet<>())
          .add(number(images, i));
    }
    return numbers;
  }

  private long unfinishedFiles() throws IOException {
    try (Stream<Path> files = Files.list(cacheFolder)) {
      return files.filter(file -> file.getFileName().toString().startsWith(".")).count();
    }
  }

  @Test
  void halvesAndClassesAreThoseOfTheFolders() throws IOException {
    DrawnFiles.halves(folder, 3, 4, 2);
    DataSet set = read();
    assertEquals(new Shape(3, 4, 5), set.train().shape());
    assertEquals(List.of("class-0", "class-1", "class-2"), set.train().classNames());
    assertEquals(
        Map.of(
            "class-0", new TreeSet<>(List.of(1, 2, 3, 4)),
            "class-1", new TreeSet<>(List.of(7, 8, 9, 10)),
            "class-2", new TreeSet<>(List.of(13, 14, 15, 16))),
        numbers(set.train()));
    assertEquals(new TreeSet<>(List.of(11, 12)), numbers(set.test()).get("class-1"));
    for (int i = 0; i < set.train().count(); i++) {
      for (int p = 0; p < 20; p++) {
        int expected = DrawnFiles.sample(number(set.train(), i), 2, p);
        assertEquals(expected, set.train().pixel(i, 40 + p));
      }
    }
    assertTrue(log.isEmpty(), log.toString());
  }

  /** So the last images can be kept for validation whatever the folder's order. */
  @Test
  void classesTakeTurns() throws IOException {
    for (int i = 0; i < 6; i++) {
      DrawnFiles.colour(folder.resolve("train/many/" + i + ".png"), 1 + i);
      DrawnFiles.colour(folder.resolve("test/many/" + i + ".png"), 100 + i);
    }
    for (int i = 0; i < 2; i++) {
      DrawnFiles.colour(folder.resolve("train/few/" + i + ".png"), 50 + i);
      DrawnFiles.colour(folder.resolve("test/few/" + i + ".png"), 150 + i);
    }
    int[] labels = read().train().labels();
    assertEquals("[1, 0, 1, 1, 1, 0, 1, 1]", Arrays.toString(labels));
  }

  @Test
  void aSecondStartMapsWhatTheFirstDecoded() throws IOException {
    DrawnFiles.halves(folder, 2, 3, 2);
    DataSet first = read();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        // Neither opened nor missed: its size and time are those of before.
        FileTime time = Files.getLastModifiedTime(file);
        Files.write(file, new byte[(int) Files.size(file)]);
        Files.setLastModifiedTime(file, time);
      }
    }
    DataSet second = read();
    assertEquals(first.checksum(), second.checksum());
    assertEquals(first.findings(), second.findings());
    assertEquals(numbers(first.train()), numbers(second.train()));
    assertEquals(-1, first.test().pixels().mismatch(second.test().pixels()));
  }

  @Test
  void aChangedFileIsDecodedAnew() throws IOException {
    DrawnFiles.halves(folder, 2, 3, 2);
    String before = read().checksum();
    DrawnFiles.colour(folder.resolve("train/class-0/0.png"), 77);
    Files.setLastModifiedTime(
        folder.resolve("train/class-0/0.png"), FileTime.fromMillis(1_000_000_000_000L));
    assertNotEquals(before, read().checksum());
  }

  @Test
  void aDamagedCacheIsMadeAgain() throws IOException {
    DrawnFiles.halves(folder, 2, 3, 2);
    DataSet first = read();
    Path pixels = cacheFolder.resolve(first.checksum() + ".images");
    byte[] whole = Files.readAllBytes(pixels);
    Files.write(pixels, Arrays.copyOf(whole, whole.length - 10));
    assertEquals(first.checksum(), read().checksum());
    assertEquals(-1, Files.mismatch(pixels, Files.write(folder.resolve("whole"), whole)));
  }

  @Test
  void oneFolderIsSplitByContent() throws IOException {
    for (int c = 0; c < 2; c++) {
      for (int i = 0; i < 20; i++) {
        DrawnFiles.colour(folder.resolve("c" + c + "/deep/er/" + i + ".png"), 1 + 20 * c + i);
      }
    }
    DataSet set = read();
    assertEquals(32, set.train().count());
    assertEquals(4, numbers(set.test()).get("c0").size());
    assertTrue(log.getFirst().contains("20 % of each class are test images"), log.toString());
    // Other names, the same content: the same halves.
    Path renamed = folder.resolveSibling(folder.getFileName() + "-renamed");
    for (int c = 0; c < 2; c++) {
      for (int i = 0; i < 20; i++) {
        DrawnFiles.colour(renamed.resolve("c" + c + "/" + (99 - i) + ".png"), 1 + 20 * c + i);
      }
    }
    assertEquals(numbers(set.test()), numbers(read(renamed, ReadOptions.NONE).test()));
    assertEquals(20, read(testShare(0.5)).test().count());
  }

  @Test
  void copiesStayInOneHalfWhenContentDecides() throws IOException {
    for (int c = 0; c < 2; c++) {
      for (int i = 0; i < 12; i++) {
        // Every image three times.
        DrawnFiles.colour(folder.resolve("c" + c + "/" + i + ".png"), 1 + 100 * c + i / 3);
      }
    }
    DataSet set = read(testShare(0.4));
    for (String name : set.train().classNames()) {
      Set<Integer> both = new TreeSet<>(numbers(set.train()).get(name));
      both.retainAll(numbers(set.test()).get(name));
      assertTrue(both.isEmpty(), both.toString());
    }
    assertTrue(log.stream().noneMatch(line -> line.contains("WARNING")), log.toString());
    assertTrue(log.stream().anyMatch(line -> line.contains("16 files are each a copy")));
  }

  @Test
  void aTestImageThatIsATrainingImageIsALeak() throws IOException {
    DrawnFiles.halves(folder, 2, 3, 2);
    Files.copy(folder.resolve("train/class-0/1.png"), folder.resolve("test/class-0/again.png"));
    read();
    assertTrue(
        log.getFirst()
            .endsWith(
                "WARNING: 1 test image is also a training image, so accuracy will look better than"
                    + " it is (train/class-0/1.png is test/class-0/again.png); remove them from one"
                    + " half"),
        log.toString());
    Files.copy(folder.resolve("train/class-0/2.png"), folder.resolve("train/class-1/x.png"));
    read();
    assertTrue(log.get(1).contains("1 image belongs to more than one class (train/class-0/2.png)"));
  }

  /** The layout of MVTec AD. */
  @Test
  void oneTrainingClassNeedsAnotherSplit() throws IOException {
    for (int i = 0; i < 8; i++) {
      DrawnFiles.colour(folder.resolve("train/good/" + i + ".png"), 1 + i);
      DrawnFiles.colour(folder.resolve("test/good/" + i + ".png"), 11 + i);
      DrawnFiles.colour(folder.resolve("test/broken/" + i + ".png"), 21 + i);
      DrawnFiles.colour(folder.resolve("ground_truth/broken/" + i + ".png"), 31 + i);
    }
    String message = refusal();
    assertTrue(message.contains("all training images are of class good"), message);
    assertTrue(message.contains("--test-share 0.2"), message);
    DataSet set = read(testShare(0.25));
    assertEquals(List.of("broken", "good"), set.train().classNames());
    assertEquals(18, set.train().count());
    assertEquals(6, set.test().count());
  }

  @Test
  void validationStandsInForAMissingTest() throws IOException {
    DrawnFiles.halves(folder, 2, 3, 2);
    Files.move(folder.resolve("test"), folder.resolve("Validation"));
    assertEquals(4, read().test().count());
    DrawnFiles.halves(folder, 2, 3, 3);
    assertEquals(6, read().test().count());
    assertTrue(log.getFirst().contains("the images in Validation are not used"), log.toString());
  }

  @Test
  void whatSystemsPutThereIsNoImage() throws IOException {
    DrawnFiles.halves(folder, 2, 3, 2);
    String before = read().checksum();
    Files.write(folder.resolve("train/class-0/Thumbs.db"), new byte[10]);
    Files.write(folder.resolve("train/class-0/.hidden.png"), new byte[10]);
    DrawnFiles.colour(folder.resolve("train/.cache/0.png"), 99);
    DrawnFiles.colour(folder.resolve("train/__MACOSX/class-0/0.png"), 99);
    Files.writeString(folder.resolve("train/class-1/readme.txt"), "x");
    assertEquals(before, read().checksum());
    assertEquals(List.of(folder + ": 1 file ending in .txt left out: no format that is read"), log);
  }

  @Test
  void linksAreFollowedWithinTheFolderAlone() throws IOException {
    DrawnFiles.halves(folder, 2, 3, 2);
    Path outside = DrawnFiles.colour(cacheFolder.resolve("outside/0.png"), 55);
    Files.createSymbolicLink(
        folder.resolve("train/class-0/inside.png"), folder.resolve("train/class-0/0.png"));
    assertEquals(7, read().train().count());
    Files.createSymbolicLink(folder.resolve("train/class-1/out.png"), outside);
    String message = refusal();
    assertTrue(message.contains("out.png (a symbolic link that leaves the folder, to "), message);
    assertEquals(7, read(skipping()).train().count());
    Files.createSymbolicLink(folder.resolve("train/class-1/loop"), folder);
    read(skipping());
    assertTrue(log.getFirst().contains("1 symbolic link to folders left out"), log.toString());
  }

  @Test
  void unreadableFilesAreNamedAndCounted() throws IOException {
    DrawnFiles.halves(folder, 2, 4, 2);
    String whole = read().checksum();
    byte[] image = Files.readAllBytes(folder.resolve("train/class-0/0.png"));
    for (int i = 0; i < 5; i++) {
      Files.write(folder.resolve("train/class-1/a" + i + ".png"), Arrays.copyOf(image, 60));
    }
    Files.write(folder.resolve("test/class-0/empty.jpg"), new byte[0]);
    String message = refusal();
    assertTrue(message.contains("6 of 18 images cannot be read: "), message);
    assertTrue(message.contains("a1.png ("), message);
    assertTrue(message.endsWith("leave them out with --skip-unreadable"), message);
    assertEquals(0, unfinishedFiles());
    DataSet left = read(skipping());
    assertEquals(8, left.train().count());
    assertEquals(4, left.test().count());
    assertEquals(numbers(left.train()).get("class-1"), new TreeSet<>(List.of(7, 8, 9, 10)));
    assertEquals(numbers(left.test()).get("class-0"), new TreeSet<>(List.of(5, 6)));
    assertTrue(log.getFirst().contains("6 of 18 images cannot be read: "), log.toString());
    assertEquals(left.checksum(), read(skipping()).checksum());
    assertEquals(12, whole.isEmpty() ? 0 : left.train().count() + left.test().count());
  }

  @Test
  void aClassOfUnreadableFilesIsNamed() throws IOException {
    DrawnFiles.halves(folder, 3, 2, 1);
    Files.write(folder.resolve("test/class-1/2.png"), new byte[5]);
    String message = refusal(skipping());
    assertTrue(message.contains("class class-1 has no test image that can be read"), message);
  }

  @Test
  void severalSizesAreCounted() throws IOException {
    DrawnFiles.halves(folder, 2, 3, 2);
    DrawnFiles.colour(folder.resolve("train/class-0/large.png"), 90, 8, 10);
    DrawnFiles.colour(folder.resolve("train/class-0/tall.png"), 91, 9, 2);
    assertTrue(
        refusal().contains("images are of 3 sizes: 4x5 (10), 8x10 (1), 9x2 (1); make them one"));
    DataSet set = read(form(Channels.AS_STORED, "2x3", Fit.STRETCH));
    assertEquals(new Shape(3, 2, 3), set.train().shape());
    assertEquals(Map.of("4x5", 10, "8x10", 1, "9x2", 1), set.findings().sizes());
    assertEquals(new Shape(1, 2, 3), read(form(Channels.GREY, "2x3", Fit.CROP)).test().shape());
  }

  /** The first images looked at are grey, a later one is not. */
  @Test
  void oneImageInColourMakesTheSetColoured() throws IOException {
    for (int c = 0; c < 2; c++) {
      for (int i = 0; i < 100; i++) {
        DrawnFiles.grey(folder.resolve("train/c" + c + "/" + (1000 + i) + ".png"), 1 + 100 * c + i);
        DrawnFiles.grey(folder.resolve("test/c" + c + "/" + i + ".png"), 1000 + 100 * c + i);
      }
    }
    assertEquals(Shape.grey(4, 5), read().train().shape());
    DrawnFiles.colour(folder.resolve("train/c1/1098.png"), 3);
    DataSet set = read();
    assertEquals(new Shape(3, 4, 5), set.train().shape());
    assertTrue(log.getLast().contains("399 of 400 images show no colours"), log.toString());
    assertEquals(Shape.grey(4, 5), read(form(Channels.GREY, null, Fit.PAD)).train().shape());
  }

  @Test
  void manyClassesAndNamesInAnyScript() throws IOException {
    int number = 1;
    List<String> names = List.of("Käse", "вино", "水 & <brød>", "عنب", " =a:b#c! ");
    for (String name : names) {
      for (String half : List.of("train", "test")) {
        DrawnFiles.colour(folder.resolve(half + "/" + name + "/ü.png"), number++);
      }
    }
    DataSet decoded = read();
    assertEquals(new TreeSet<>(names), new TreeSet<>(decoded.train().classNames()));
    DataSet kept = read();
    assertEquals(decoded.train().classNames(), kept.train().classNames());
    assertEquals(decoded.findings(), kept.findings());
    for (int c = 0; c < 300; c++) {
      for (String half : List.of("train", "test")) {
        DrawnFiles.colour(cacheFolder.resolve("many/" + half + "/" + c + "/0.png"), number++);
      }
    }
    ImageSet many = read(cacheFolder.resolve("many"), ReadOptions.NONE).train();
    assertEquals(300, many.classes());
    // Numbers are in their own order, not in that of their digits.
    assertEquals("299", many.classNames().get(299));
    assertEquals(299, many.label(299));
  }

  /** As tar and containers make them: names, sizes and times are equal, pixels are not. */
  @Test
  void anotherFolderIsAnotherSet() throws IOException {
    FileTime time = FileTime.fromMillis(1_000_000_000_000L);
    List<String> checksums = new ArrayList<>();
    for (String twin : List.of("one", "two")) {
      for (int i = 0; i < 4; i++) {
        String half = i < 2 ? "train/c" : "test/c";
        Path file = folder.resolve(twin + "/" + half + i % 2 + "/0.bmp");
        DrawnFiles.colour(file, checksums.size() * 10 + i);
        Files.setLastModifiedTime(file, time);
      }
      checksums.add(read(folder.resolve(twin), ReadOptions.NONE).checksum());
    }
    assertNotEquals(checksums.get(0), checksums.get(1));
  }

  @Test
  void aPipeIsNoImage() throws IOException, InterruptedException {
    DrawnFiles.halves(folder, 2, 3, 2);
    String pipe = folder.resolve("train/class-0/pipe.jpg").toString();
    assumeTrue(new ProcessBuilder("mkfifo", pipe).start().waitFor() == 0, "no pipes here");
    assertTrue(refusal().contains("pipe.jpg (not a regular file)"));
    Files.delete(Path.of(pipe));
    Path list = folder.resolve("list.csv");
    Files.writeString(list, "path,label\n/dev/zero,a\ntrain/class-0/0.png,b\n");
    String message =
        assertThrows(InputException.class, () -> read(list, testShare(0.5))).getMessage();
    assertTrue(message.contains("class a has 1"), message);
  }

  /** What cannot be read is not what a class is tested on. */
  @Test
  void leftOutFilesTakeNoPartInTheSplit() throws IOException {
    for (int c = 0; c < 2; c++) {
      for (int i = 0; i < 2; i++) {
        DrawnFiles.colour(folder.resolve("c" + c + "/" + i + ".png"), 1 + 2 * c + i);
      }
      for (int i = 0; i < 9; i++) {
        Files.writeString(folder.resolve("c" + c + "/bad" + i + ".png"), "bad " + i);
      }
    }
    DataSet set = read(skipping());
    assertEquals(2, set.train().count());
    assertEquals(2, set.test().count());
  }

  @Test
  void whatLiesBesideClassesIsTold() throws IOException {
    DrawnFiles.halves(folder, 2, 3, 2);
    DrawnFiles.colour(folder.resolve("train/loose.png"), 90);
    DrawnFiles.colour(folder.resolve("extra/x/0.png"), 91);
    read();
    assertEquals(
        List.of(
            folder + ": 1 image directly in " + folder.resolve("train") + " left out: no class",
            folder + ": left out beside training and test images: extra"),
        log);
  }

  @Test
  void halvesOfOtherNamesAreNotTakenForClasses() throws IOException {
    DrawnFiles.halves(folder, 2, 3, 2);
    Files.move(folder.resolve("train"), folder.resolve("seg_train"));
    Files.move(folder.resolve("test"), folder.resolve("seg_test"));
    assertTrue(refusal().contains("seg_test and seg_train hold the same folders"));
  }

  @Test
  void aClassMayBeCalledTrain() throws IOException {
    for (int i = 0; i < 5; i++) {
      DrawnFiles.colour(folder.resolve("train/" + i + ".png"), 1 + i);
      DrawnFiles.colour(folder.resolve("plane/" + i + ".png"), 11 + i);
    }
    assertEquals(List.of("plane", "train"), read().train().classNames());
  }

  @Test
  void foldersOfAnotherFormAreExplained() throws IOException {
    assertTrue(refusal().contains("no images there in a form that is read"));
    DrawnFiles.colour(folder.resolve("0.png"), 1);
    assertTrue(refusal().contains("no images there in a form that is read"));
    Files.createDirectories(folder.resolve("a"));
    assertTrue(refusal().contains("no images in folders there"));
    DrawnFiles.colour(folder.resolve("a/0.png"), 1);
    assertTrue(refusal().contains("one class alone, a"));
    Files.createDirectories(folder.resolve("b"));
    assertTrue(refusal().contains("b: this class has no image"));
    DrawnFiles.colour(folder.resolve("b/0.png"), 2);
    assertTrue(refusal().contains("class a has 1 training image and no test image"));
    assertFalse(Files.exists(cacheFolder.resolve("x")));
  }
}
