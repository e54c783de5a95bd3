package anchorbench.cli;

import anchorbench.InputException;
import anchorbench.data.DataSet;
import anchorbench.data.Split;
import anchorbench.engine.AnchorTables;
import anchorbench.engine.Engine;
import anchorbench.triplet.AnchorTable;
import anchorbench.triplet.Anchors;
import picocli.CommandLine.Option;

/** Which anchors, and which images a mean is made of. */
final class AnchorOptions {
  @Option(
      names = "--anchors",
      defaultValue = "random",
      paramLabel = "random|mean[:N]|medoid",
      description = "first image of a triplet (default: ${DEFAULT-VALUE})")
  private String anchors;

  @Option(names = "--n", description = "images per mean, or all (default: 30)")
  private String perClass;

  @Option(
      names = "--means-from",
      defaultValue = "train",
      description = "images that means are made of: train or test (default: ${DEFAULT-VALUE})")
  private Split meansFrom;

  Anchors anchors() {
    Anchors parsed = Anchors.parse(anchors);
    if (parsed instanceof Anchors.Centroid) {
      throw new InputException(
          "--anchors centroid: a centroid moves with the network; see experiment --arms centroid");
    }
    if (perClass == null) {
      return parsed;
    }
    if (!anchors.equals("mean")) {
      throw new InputException("--n goes with --anchors mean, not with " + anchors);
    }
    return Anchors.parse("mean:" + perClass);
  }

  AnchorTable table(Engine engine, DataSet set) {
    return AnchorTables.of(engine, meansFrom.of(set), anchors());
  }
}
