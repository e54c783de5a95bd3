package anchorbench.experiment;

import anchorbench.InputException;
import anchorbench.data.ClassIndex;
import anchorbench.data.DataSet;
import anchorbench.data.ImageSet;
import anchorbench.data.PixelScaling;
import anchorbench.engine.AnchorTables;
import anchorbench.engine.ClassMeans;
import anchorbench.engine.Engine;
import anchorbench.engine.LoadedImages;
import anchorbench.engine.TrainingSpec;
import anchorbench.experiment.arm.Arm;
import anchorbench.experiment.protocol.MeansFrom;
import anchorbench.experiment.protocol.Protocol;
import anchorbench.memory.JavaHeap;
import anchorbench.metric.LinearProbe;
import anchorbench.network.NetworkSpec;
import anchorbench.triplet.AnchorTable;
import anchorbench.triplet.Anchors;
import anchorbench.triplet.TripletSampler;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/** What all trials share: the images split and loaded, their classes indexed. Read-only. */
final class ExperimentContext implements AutoCloseable {
  final Engine engine;
  final Protocol protocol;

  /** Of the pixels of all images, by those that are trained on. */
  final PixelScaling scaling;

  final LoadedImages train;

  /** Empty where the protocol does not validate on images. */
  final LoadedImages validation;

  final ValidationSplit.Kind splitKind;
  final LoadedImages test;

  /** Test images of classes that are not trained on; null where none are held back. */
  final LoadedImages unseen;

  private final TrialImages images;
  private final Map<Anchors, AnchorTable> tables;
  private final List<LoadedImages> loaded = new ArrayList<>();

  /**
   * @throws InputException if the protocol asks for more than the images give
   */
  ExperimentContext(Engine engine, Protocol protocol, DataSet data) {
    this(engine, protocol, requirePossible(protocol, data));
    ImageSet meansFrom = (protocol.data().meansFrom() == MeansFrom.TRAIN ? train : test).images();
    try {
      for (Anchors anchors : protocol.allAnchors()) {
        tables.put(anchors, AnchorTables.of(engine, meansFrom, anchors));
      }
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** The same on another engine: the same anchors, and the images once more. */
  ExperimentContext(Engine engine, ExperimentContext other) {
    this(engine, other.protocol, other.images, other.scaling, other.tables);
  }

  private ExperimentContext(Engine engine, Protocol protocol, TrialImages images) {
    this(engine, protocol, images, protocol.data().scaling(images.train()), new HashMap<>());
  }

  private ExperimentContext(
      Engine engine,
      Protocol protocol,
      TrialImages images,
      PixelScaling scaling,
      Map<Anchors, AnchorTable> tables) {
    this.engine = engine;
    this.protocol = protocol;
    this.scaling = scaling;
    this.tables = tables;
    this.images = images;
    splitKind = images.split();
    try {
      train = load(images.train());
      validation = load(images.validation());
      test = load(images.test());
      unseen = images.unseen() == null ? null : load(images.unseen());
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** One on each engine, in their order; anchors are made on the first. */
  static List<ExperimentContext> on(List<Engine> engines, Protocol protocol, DataSet data) {
    List<ExperimentContext> contexts = new ArrayList<>();
    requireEngines(engines, protocol);
    try {
      for (Engine engine : engines) {
        contexts.add(
            contexts.isEmpty()
                ? new ExperimentContext(engine, protocol, data)
                : new ExperimentContext(engine, contexts.getFirst()));
      }
      return contexts;
    } catch (RuntimeException e) {
      contexts.forEach(ExperimentContext::close);
      throw e;
    }
  }

  private static void requireEngines(List<Engine> engines, Protocol protocol) {
    for (Arm arm : protocol.parsedArms()) {
      for (Engine engine : engines) {
        if (arm.hasItsOwnLoss() && !engine.takesAnyLoss()) {
          throw new InputException(
              "arm %s: its loss is made outside of the engine, and %s takes no such loss; expected --engine cpu or reference"
                  .formatted(arm.name(), engine.descriptor().name()));
        }
      }
    }
  }

  /**
   * Checks, without an engine, that the images give what the protocol asks for.
   *
   * @return the images as trials use them
   * @throws InputException naming what is too much
   */
  static TrialImages requirePossible(Protocol protocol, DataSet data) {
    TrialImages images = TrialImages.of(protocol, data);
    ImageSet kept = images.train();
    ClassIndex train = new ClassIndex(kept);
    train.requireEveryClass("training images");
    ClassIndex test = new ClassIndex(images.test());
    test.requireEveryClass("test images");
    if (images.unseen() != null) {
      new ClassIndex(images.unseen()).requireEveryClass("test images");
    }
    for (Anchors anchors : protocol.allAnchors()) {
      if (anchors instanceof Anchors.ClassMean mean) {
        ClassIndex source = protocol.data().meansFrom() == MeansFrom.TRAIN ? train : test;
        ClassMeans.requireEnough(source, mean.perClass());
      }
    }
    requireMemory(protocol, kept, images.test(), test);
    if (protocol.test().neighbours() > kept.count()) {
      throw new InputException(
          String.format(
              Locale.ROOT,
              "--neighbours %d: there are %d training images",
              protocol.test().neighbours(),
              kept.count()));
    }
    if ((long) protocol.data().tripletsPerClass() * train.classes()
        < protocol.training().batchSize()) {
      throw new InputException(
          String.format(
              Locale.ROOT,
              "batch %d is larger than an epoch of %d triplets",
              protocol.training().batchSize(),
              protocol.data().tripletsPerClass() * train.classes()));
    }
    return images;
  }

  /** What a test holds at once: embeddings whole, raw pixels a block at a time. */
  private static void requireMemory(
      Protocol protocol, ImageSet train, ImageSet test, ClassIndex testIndex) {
    NetworkSpec network = protocol.training().networkOn(train.shape());
    int outputs = network.outputs();
    JavaHeap.elements(
        "a space of " + outputs + " columns",
        (long) outputs * Math.max(train.count(), test.count()));
    // The embeddings, and shifted by the search.
    long embeddings = 2L * Float.BYTES * outputs * (train.count() + test.count());
    JavaHeap.require(
        String.format(
            Locale.ROOT,
            "testing %d images against %d in %d columns",
            test.count(),
            train.count(),
            outputs),
        embeddings + probeBytes(outputs));
    // A block of queries and one of the index, both shifted too.
    JavaHeap.require(
        "raw pixels in " + network.inputs() + " columns",
        2 * (PixelRows.blockBytes(train) + PixelRows.blockBytes(test))
            + probeBytes(network.inputs()));
    int largest = IntStream.range(0, testIndex.classes()).map(testIndex::size).max().orElseThrow();
    String among = "R-precision among " + test.count() + " test images";
    JavaHeap.elements(among, (long) test.count() * largest);
    int blockRows = PixelRows.blockRows(network.inputs());
    long merged = test.count() > blockRows ? blockRows : 0;
    // As they are found, and without each image itself; blocks are put together by distances.
    JavaHeap.require(
        among,
        2L * Integer.BYTES * test.count() * largest
            + (Integer.BYTES + Double.BYTES) * merged * largest);
    JavaHeap.require("network " + protocol.training().network(), TrainingSpec.heapBytes(network));
    JavaHeap.elements(
        "--neighbours " + protocol.test().neighbours(),
        (long) protocol.test().neighbours() * test.count());
    long triplets = (long) protocol.test().testTripletsPerClass() * testIndex.classes();
    String tested = "--test-per-class " + protocol.test().testTripletsPerClass();
    JavaHeap.elements(tested, 3 * triplets);
    // Indices, three distances as float64, and a sorted copy of one.
    JavaHeap.require(tested, triplets * (4L * Integer.BYTES + 4L * Double.BYTES));
    TripletSampler.requireRoom(
        "--per-class " + protocol.data().tripletsPerClass(),
        protocol.data().tripletsPerClass(),
        testIndex.classes());
  }

  /** The linear probe's sums of products of columns, and their factors. */
  private static long probeBytes(long width) {
    return LinearProbe.isMeasured(Math.toIntExact(width)) ? 2 * Double.BYTES * width * width : 0;
  }

  private LoadedImages load(ImageSet images) {
    LoadedImages each = LoadedImages.on(engine, images);
    loaded.add(each);
    return each;
  }

  /** The anchors of a kind that are no images. */
  AnchorTable anchorTable(Anchors anchors) {
    return tables.get(anchors);
  }

  @Override
  public void close() {
    loaded.forEach(LoadedImages::close);
  }
}
