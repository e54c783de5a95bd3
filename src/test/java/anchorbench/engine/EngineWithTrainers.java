package anchorbench.engine;

import anchorbench.data.ImageSet;
import anchorbench.data.PixelScaling;
import anchorbench.device.EngineDescriptor;
import anchorbench.network.Weights;
import anchorbench.triplet.AnchorTable;

/** Another engine, but for its name and for what happens when a trainer is made. */
public final class EngineWithTrainers implements Engine {
  private final Engine engine;
  private final EngineDescriptor descriptor;
  private final Runnable beforeTrainer;

  /**
   * @param beforeTrainer may throw, so that no trainer comes to be
   */
  public EngineWithTrainers(Engine engine, EngineDescriptor descriptor, Runnable beforeTrainer) {
    this.engine = engine;
    this.descriptor = descriptor;
    this.beforeTrainer = beforeTrainer;
  }

  @Override
  public EngineDescriptor descriptor() {
    return descriptor;
  }

  @Override
  public Session load(ImageSet images) {
    return new WithTrainers(engine.load(images));
  }

  @Override
  public float[] embed(AnchorTable table, Weights weights, PixelScaling scaling) {
    return engine.embed(table, weights, scaling);
  }

  @Override
  public int[] nearest(float[] queries, float[] index, int width, int k) {
    return engine.nearest(queries, index, width, k);
  }

  @Override
  public void close() {
    engine.close();
  }

  private final class WithTrainers implements Session {
    private final Session session;

    WithTrainers(Session session) {
      this.session = session;
    }

    @Override
    public int count() {
      return session.count();
    }

    @Override
    public ClassMeans classMeans(int firstPerClass) {
      return session.classMeans(firstPerClass);
    }

    @Override
    public Batch batch(AnchorTable anchors, int capacity, PixelScaling scaling) {
      return session.batch(anchors, capacity, scaling);
    }

    @Override
    public Trainer trainer(AnchorTable anchors, TrainingSpec spec, Weights initial) {
      beforeTrainer.run();
      return session.trainer(anchors, spec, initial);
    }

    @Override
    public float[] embed(int[] chosen, Weights weights, PixelScaling scaling) {
      return session.embed(chosen, weights, scaling);
    }

    @Override
    public void close() {
      session.close();
    }
  }
}
