package anchorbench.cli;

import anchorbench.data.ClassIndex;
import anchorbench.data.DataSet;
import anchorbench.output.TextTable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Finds, fetches and checks the images. */
@Command(
    name = "data",
    description = "Finds the images (fetching them if need be), checks them, counts the classes.")
final class DataCommand implements Runnable {
  @Mixin private DataOptions data;

  @Override
  public void run() {
    DataSet set = data.load();
    System.out.println("sha256 " + set.checksum());
    ClassIndex train = new ClassIndex(set.train());
    ClassIndex test = new ClassIndex(set.test());
    TextTable table = new TextTable("class", "training", "test");
    for (int c = 0; c < train.classes(); c++) {
      table.row(
          c + " " + set.train().classNames().get(c),
          String.valueOf(train.size(c)),
          String.valueOf(test.size(c)));
    }
    System.out.print(table);
  }
}
