package anchorbench.experiment;

import anchorbench.InputException;
import anchorbench.data.ClassIndex;
import anchorbench.data.DataSet;
import anchorbench.data.LabelledImages;
import anchorbench.engine.Engine;
import anchorbench.engine.ImageStore;
import anchorbench.triplet.AnchorTable;
import anchorbench.triplet.Anchors;
import java.util.HashMap;
import java.util.Map;

/** What all trials share: the images split and loaded, their classes indexed. Read-only. */
final class Laboratory implements AutoCloseable {
  final Engine engine;
  final Protocol protocol;
  final LabelledImages train;
  final LabelledImages test;
  final ClassIndex trainIndex;
  final ClassIndex testIndex;
  final ImageStore trainStore;
  final ImageStore testStore;
  private final Map<Anchors, AnchorTable> tables = new HashMap<>();

  /**
   * @throws InputException if the protocol asks for more than the images give
   */
  Laboratory(Engine engine, Protocol protocol, DataSet data) {
    this.engine = engine;
    this.protocol = protocol;
    int kept = data.train().count() - protocol.validationImages();
    if (kept < 1) {
      throw new InputException(
          "%,d validation images of %,d training images leave none to train on"
              .formatted(protocol.validationImages(), data.train().count()));
    }
    train = data.train().slice(0, kept);
    test = data.test();
    trainIndex = new ClassIndex(train);
    trainIndex.requireEveryClass("training images");
    testIndex = new ClassIndex(test);
    testIndex.requireEveryClass("test images");
    if (protocol.neighbours() > train.count()) {
      throw new InputException(
          protocol.neighbours() + " neighbours of " + train.count() + " training images");
    }
    if ((long) protocol.tripletsPerClass() * train.classes() < protocol.batchSize()) {
      throw new InputException(
          "batch %d is larger than an epoch of %d triplets"
              .formatted(protocol.batchSize(), protocol.tripletsPerClass() * train.classes()));
    }
    trainStore = engine.load(train);
    try {
      protocol.anchors().forEach(anchors -> tables.put(anchors, makeTable(anchors)));
      testStore = engine.load(test);
    } catch (RuntimeException e) {
      trainStore.close();
      throw e;
    }
  }

  /** The anchors of an arm that are no images, made from training images alone. */
  AnchorTable anchorTable(Anchors anchors) {
    return tables.get(anchors);
  }

  private AnchorTable makeTable(Anchors anchors) {
    return switch (anchors) {
      case Anchors.RandomImage random -> AnchorTable.none(train.pixelsPerImage());
      case Anchors.ClassMean mean -> engine.classMeans(trainStore, mean.perClass()).asAnchors();
    };
  }

  @Override
  public void close() {
    trainStore.close();
    testStore.close();
  }
}
