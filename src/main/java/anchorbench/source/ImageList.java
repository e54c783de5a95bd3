package anchorbench.source;

import static java.nio.charset.StandardCharsets.UTF_8;

import anchorbench.InputException;
import anchorbench.data.Split;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.MappingIterator;
import tools.jackson.dataformat.csv.CsvMapper;
import tools.jackson.dataformat.csv.CsvReadFeature;
import tools.jackson.dataformat.csv.CsvSchema;

/**
 * A list of image files: CSV with a first line that names a column of paths, one of labels and
 * perhaps one of halves, under the names that people give them; separated by commas, semicolons or
 * tabs. Paths are absolute or begin at the list's folder.
 */
final class ImageList {
  /** In order of preference. */
  private static final List<String> PATHS =
      List.of(
          "path",
          "file",
          "filename",
          "filepath",
          "image",
          "imagepath",
          "imagefile",
          "imagename",
          "img",
          "imgpath",
          "imageid",
          "id");

  /** No {@code y}, which is a coordinate where boxes are listed. */
  private static final List<String> LABELS =
      List.of("label", "labels", "class", "classname", "category", "target", "classid", "labelid");

  private static final List<String> SPLITS =
      List.of("split", "set", "subset", "partition", "phase");

  private static final String EXPECTED =
      "expected a column path (or file, filename, image), a column label (or class, category,"
          + " target) and perhaps a column split (or set, subset)";

  private enum Half {
    TRAIN,
    TEST,
    VALIDATION,
    BY_CONTENT
  }

  private record Row(ListedImage image, Half half) {}

  private final Path list;
  private final boolean pooled;
  private final Map<String, String> labels = new HashMap<>();
  private int pathColumn = -1;
  private int labelColumn = -1;
  private int splitColumn = -1;

  private ImageList(Path list, boolean pooled) {
    this.list = list;
    this.pooled = pooled;
  }

  /** Whether a file is one by its name. */
  static boolean isOne(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    return name.endsWith(".csv") || name.endsWith(".tsv");
  }

  /**
   * @param pooled whether the halves are to be forgotten, since images are to be split anew
   * @throws InputException if a column is missing, or a line has too little
   */
  static Listing read(Path list, boolean pooled) {
    return new ImageList(list, pooled).listing();
  }

  private Listing listing() {
    List<Row> rows = rows();
    List<String> notes = new ArrayList<>();
    boolean test = rows.stream().anyMatch(row -> row.half == Half.TEST);
    long validation = rows.stream().filter(row -> row.half == Half.VALIDATION).count();
    if (test && validation > 0) {
      notes.add(
          String.format(
              Locale.ROOT,
              "%,d validation images of the list are not used: it has test images, and validation"
                  + " takes some of training's own",
              validation));
    }
    List<ListedImage> images = new ArrayList<>();
    for (Row row : rows) {
      switch (row.half) {
        case TRAIN -> images.add(row.image.in(Split.TRAIN));
        case TEST -> images.add(row.image.in(Split.TEST));
        case BY_CONTENT -> images.add(row.image);
        case VALIDATION -> {
          if (!test) {
            images.add(row.image.in(Split.TEST));
          }
        }
      }
    }
    return new Listing("list", list, images, notes);
  }

  private List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    try (BufferedReader in = Files.newBufferedReader(list, UTF_8)) {
      CsvSchema schema = CsvSchema.emptySchema().withColumnSeparator(separator(in));
      try (MappingIterator<String[]> lines = lines(in, schema)) {
        if (!lines.hasNext()) {
          throw new InputException(list + ": is empty; " + EXPECTED);
        }
        findColumns(lines.next());
        while (lines.hasNext()) {
          int line = lines.currentLocation().getLineNr();
          rows.add(row(lines.next(), line));
        }
      }
    } catch (NoSuchFileException e) {
      throw new InputException(list + ": no such file", e);
    } catch (CharacterCodingException e) {
      throw new InputException(list + ": not UTF-8; save it in that encoding", e);
    } catch (IOException | JacksonException e) {
      throw new InputException(list + ": cannot be read: " + firstLine(e), e);
    }
    if (rows.isEmpty()) {
      throw new InputException(list + ": names no image");
    }
    return rows;
  }

  private static String firstLine(Exception e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }

  private static MappingIterator<String[]> lines(Reader in, CsvSchema schema) {
    return CsvMapper.builder()
        .enable(CsvReadFeature.WRAP_AS_ARRAY)
        .enable(CsvReadFeature.SKIP_EMPTY_LINES)
        .enable(CsvReadFeature.TRIM_SPACES)
        .build()
        .readerFor(String[].class)
        .with(schema)
        .readValues(in);
  }

  /** What the first line has most of; a mark of the byte order before it is passed over. */
  private static char separator(BufferedReader in) throws IOException {
    in.mark(1);
    if (in.read() != '\ufeff') {
      in.reset();
    }
    in.mark(1 << 16);
    String first = in.readLine();
    in.reset();
    char best = ',';
    for (char each : new char[] {';', '\t'}) {
      if (first != null && count(first, each) > count(first, best)) {
        best = each;
      }
    }
    return best;
  }

  private static long count(String text, char wanted) {
    return text.chars().filter(c -> c == wanted).count();
  }

  private void findColumns(String[] names) {
    List<String> plain =
        Arrays.stream(names)
            .map(name -> name.toLowerCase(Locale.ROOT).replaceAll("[ _-]", ""))
            .toList();
    pathColumn = column(plain, PATHS);
    labelColumn = column(plain, LABELS);
    splitColumn = column(plain, SPLITS);
    if (pathColumn < 0 || labelColumn < 0) {
      throw new InputException(
          "%s: its first line is %s; %s".formatted(list, String.join(", ", names), EXPECTED));
    }
  }

  /** The first of the wanted names that is there; -1 if none is. */
  private static int column(List<String> names, List<String> wanted) {
    return wanted.stream().filter(names::contains).findFirst().map(names::indexOf).orElse(-1);
  }

  private Row row(String[] cells, int line) {
    String path = cell(cells, pathColumn, line, "path").replace('\\', '/');
    String label = once(cell(cells, labelColumn, line, "label"));
    Half half =
        splitColumn < 0 ? Half.BY_CONTENT : half(cell(cells, splitColumn, line, "split"), line);
    return new Row(image(path, label, line), pooled ? Half.BY_CONTENT : half);
  }

  /** However it is composed of letters and accents; millions of rows share few labels. */
  private String once(String label) {
    return labels.computeIfAbsent(Normalizer.normalize(label, Normalizer.Form.NFC), each -> each);
  }

  private String cell(String[] cells, int column, int line, String what) {
    if (column >= cells.length || cells[column].isBlank()) {
      throw new InputException(
          "%s: line %s has no %s: %s".formatted(list, line, what, String.join(", ", cells)));
    }
    return cells[column].strip();
  }

  private Half half(String text, int line) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "train", "training" -> Half.TRAIN;
      case "test", "testing" -> Half.TEST;
      case "val", "valid", "validation" -> Half.VALIDATION;
      default ->
          throw new InputException(
              "%s: line %s: split '%s'; expected train, test or validation"
                  .formatted(list, line, text));
    };
  }

  private ListedImage image(String path, String label, int line) {
    try {
      Path file = list.toAbsolutePath().resolveSibling(path).normalize();
      BasicFileAttributes attributes = attributes(file);
      String problem =
          attributes == null
              ? "no such file; paths begin at the list's folder and have their ending"
              : attributes.isRegularFile() ? null : "not a regular file";
      return new ListedImage(
          file,
          path,
          label,
          null,
          attributes == null ? 0 : attributes.size(),
          attributes == null ? 0 : attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS),
          problem);
    } catch (InvalidPathException e) {
      throw new InputException(
          "%s: line %s: '%s' is not a valid path in this locale's encoding; set LC_ALL=C.UTF-8 or change it"
              .formatted(list, line, path),
          e);
    }
  }

  private static BasicFileAttributes attributes(Path file) {
    try {
      return Files.readAttributes(file, BasicFileAttributes.class);
    } catch (IOException e) {
      return null;
    }
  }

  /** Lists in a folder, which {@code --data} may name instead. */
  static List<Path> in(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(ImageList::isOne).filter(Files::isRegularFile).sorted().toList();
    } catch (IOException e) {
      throw FolderWalk.unlistable(folder, e);
    }
  }
}
