package anchorbench.experiment;

import anchorbench.InputException;
import anchorbench.data.ClassIndex;
import anchorbench.data.DataSet;
import anchorbench.data.LabelledImages;
import anchorbench.engine.AnchorTables;
import anchorbench.engine.ClassMeans;
import anchorbench.engine.Engine;
import anchorbench.engine.ImageStore;
import anchorbench.experiment.Protocol.MeansFrom;
import anchorbench.triplet.AnchorTable;
import anchorbench.triplet.Anchors;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What all trials share: the images split and loaded, their classes indexed. Read-only. */
final class Laboratory implements AutoCloseable {
  final Engine engine;
  final Protocol protocol;
  final LabelledImages train;

  /** Empty where the protocol does not validate on images. */
  final LabelledImages validation;

  final ValidationSplit.Kind splitKind;
  final LabelledImages test;
  final ClassIndex trainIndex;
  final ClassIndex testIndex;
  final ImageStore trainStore;
  final ImageStore validationStore;
  final ImageStore testStore;
  private final Map<Anchors, AnchorTable> tables;
  private final List<ImageStore> stores = new ArrayList<>();

  /**
   * @throws InputException if the protocol asks for more than the images give
   */
  Laboratory(Engine engine, Protocol protocol, DataSet data) {
    requirePossible(protocol, data);
    this.engine = engine;
    this.protocol = protocol;
    ValidationSplit split = ValidationSplit.of(protocol, data.train());
    train = split.train();
    validation = split.validation();
    splitKind = split.kind();
    test = data.test();
    trainIndex = new ClassIndex(train);
    testIndex = new ClassIndex(test);
    LabelledImages meansFrom = protocol.meansFrom() == MeansFrom.TRAIN ? train : test;
    tables = new HashMap<>();
    try {
      for (Anchors anchors : protocol.testAnchors()) {
        tables.put(anchors, AnchorTables.of(engine, meansFrom, anchors));
      }
      trainStore = load(train);
      validationStore = load(validation);
      testStore = load(test);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** The same on another engine: the same anchors, and the images once more. */
  Laboratory(Engine engine, Laboratory other) {
    this.engine = engine;
    protocol = other.protocol;
    train = other.train;
    validation = other.validation;
    splitKind = other.splitKind;
    test = other.test;
    trainIndex = other.trainIndex;
    testIndex = other.testIndex;
    tables = other.tables;
    try {
      trainStore = load(train);
      validationStore = load(validation);
      testStore = load(test);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** One on each engine, in their order; anchors are made on the first. */
  static List<Laboratory> on(List<Engine> engines, Protocol protocol, DataSet data) {
    List<Laboratory> laboratories = new ArrayList<>();
    try {
      for (Engine engine : engines) {
        laboratories.add(
            laboratories.isEmpty()
                ? new Laboratory(engine, protocol, data)
                : new Laboratory(engine, laboratories.getFirst()));
      }
      return laboratories;
    } catch (RuntimeException e) {
      laboratories.forEach(Laboratory::close);
      throw e;
    }
  }

  /**
   * Checks, without an engine, that the images give what the protocol asks for.
   *
   * @throws InputException naming what is too much
   */
  static void requirePossible(Protocol protocol, DataSet data) {
    LabelledImages kept = ValidationSplit.of(protocol, data.train()).train();
    ClassIndex train = new ClassIndex(kept);
    train.requireEveryClass("training images");
    ClassIndex test = new ClassIndex(data.test());
    test.requireEveryClass("test images");
    for (Anchors anchors : protocol.testAnchors()) {
      if (anchors instanceof Anchors.ClassMean mean) {
        ClassIndex source = protocol.meansFrom() == MeansFrom.TRAIN ? train : test;
        ClassMeans.requireEnough(source, mean.perClass());
      }
    }
    if (protocol.neighbours() > kept.count()) {
      throw new InputException(
          String.format(
              Locale.ROOT,
              "--neighbours %d: there are %d training images",
              protocol.neighbours(),
              kept.count()));
    }
    if ((long) protocol.tripletsPerClass() * train.classes() < protocol.batchSize()) {
      throw new InputException(
          String.format(
              Locale.ROOT,
              "batch %d is larger than an epoch of %d triplets",
              protocol.batchSize(),
              protocol.tripletsPerClass() * train.classes()));
    }
  }

  private ImageStore load(LabelledImages images) {
    ImageStore store = engine.load(images);
    stores.add(store);
    return store;
  }

  /** The anchors of a kind that are no images. */
  AnchorTable anchorTable(Anchors anchors) {
    return tables.get(anchors);
  }

  @Override
  public void close() {
    stores.forEach(ImageStore::close);
  }
}
