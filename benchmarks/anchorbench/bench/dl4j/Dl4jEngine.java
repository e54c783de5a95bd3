package anchorbench.bench.dl4j;

import anchorbench.data.ImageSet;
import anchorbench.device.EngineDescriptor;
import anchorbench.device.Role;
import anchorbench.engine.TimedEngine;
import anchorbench.engine.nd4j.Nd4jEngine;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;

/**
 * Deeplearning4j on ND4J's backend, processor or card. What is its own is the network, forward and
 * backward; images, class means, assembly and the steps around the network are those of {@code
 * nd4j}.
 */
final class Dl4jEngine implements TimedEngine {
  private final Nd4jEngine nd4j;

  /** Read here, so that a build without Deeplearning4j says so before it is asked for a step. */
  private final String version;

  Dl4jEngine(Nd4jEngine nd4j) {
    this.nd4j = nd4j;
    version = Nd4jEngine.version(ComputationGraph.class, "org.deeplearning4j", "deeplearning4j-nn");
  }

  @Override
  public EngineDescriptor descriptor() {
    EngineDescriptor below = nd4j.descriptor();
    List<EngineDescriptor.Library> libraries = new ArrayList<>();
    libraries.add(new EngineDescriptor.Library("Deeplearning4j", version, "deeplearning4j-nn"));
    libraries.addAll(below.libraries());
    return new EngineDescriptor(
        Dl4jProvider.NAME,
        Role.PEER,
        below.device(),
        below.threads(),
        below.precision(),
        libraries,
        List.of(
            "a ComputationGraph over all rows of a step, the loss outside; class means and assembly"
                + " are nd4j's"));
  }

  @Override
  public Dl4jSession load(ImageSet images) {
    return new Dl4jSession(nd4j.load(images));
  }

  @Override
  public void close() {
    nd4j.close();
  }
}
