package anchorbench.cli;

import anchorbench.data.ClassIndex;
import anchorbench.data.DataSet;
import anchorbench.data.Findings;
import anchorbench.data.KerasNpz;
import anchorbench.gallery.ContactSheet;
import anchorbench.output.TextTable;
import anchorbench.source.Duplicates;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Finds, fetches and checks the images. */
@Command(
    name = "data",
    description = {
      "Finds the images (fetching them if need be), checks them and says what they are:",
      "formats, sizes, copies, images of each class and half."
    })
final class DataCommand implements Runnable {
  private static final int SHOWN = 5;

  @Mixin private DataOptions data;

  @Option(names = "--png", description = "picture of some images of each class, both halves")
  private Path png;

  @Option(
      names = "--npz",
      description = "writes the images as x_train, y_train, x_test, y_test, classes")
  private Path npz;

  @Override
  public void run() {
    DataSet set = data.load();
    System.out.println("sha256 " + set.checksum());
    Findings findings = set.findings();
    System.out.println("formats: " + counts(findings.formats()));
    System.out.println("sizes: " + counts(findings.sizes()));
    List<String> copies = Duplicates.ofPixels(set);
    System.out.println("copies: " + (copies.isEmpty() ? "none" : String.join("; ", copies)));
    System.out.print(classes(set));
    if (npz != null) {
      KerasNpz.write(npz, set);
      System.out.println(npz);
    }
    if (png != null) {
      String note = ContactSheet.write(png, set, 1);
      System.out.println(png + (note.isEmpty() ? "" : ": " + note));
    }
  }

  /** The most frequent ones. */
  private static String counts(Map<String, Integer> counts) {
    String shown =
        counts.entrySet().stream()
            .sorted(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder()))
            .limit(SHOWN)
            .map(each -> String.format(Locale.ROOT, "%s (%,d)", each.getKey(), each.getValue()))
            .collect(Collectors.joining(", "));
    int more = counts.size() - SHOWN;
    return more > 0 ? String.format(Locale.ROOT, "%s and %,d more", shown, more) : shown;
  }

  private static TextTable classes(DataSet set) {
    ClassIndex train = new ClassIndex(set.train());
    ClassIndex test = new ClassIndex(set.test());
    TextTable table = new TextTable("class", "training", "test");
    for (int c = 0; c < train.classes(); c++) {
      table.row(
          c + " " + set.train().classNames().get(c),
          String.valueOf(train.size(c)),
          String.valueOf(test.size(c)));
    }
    return table;
  }
}
