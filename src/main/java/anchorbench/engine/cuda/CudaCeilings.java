package anchorbench.engine.cuda;

import anchorbench.InputException;
import anchorbench.engine.Ceilings;
import anchorbench.engine.ImageStore;
import anchorbench.engine.cuda.driver.Driver;
import anchorbench.engine.cuda.driver.MatrixProducts;
import anchorbench.engine.cuda.driver.Product;
import anchorbench.engine.cuda.driver.Product.Arithmetic;
import anchorbench.network.Adam;
import anchorbench.network.NetworkSpec;
import anchorbench.network.Weights;

/** What the card can do at best, measured on the spot. */
final class CudaCeilings implements Ceilings {
  private static final int BLOCKS_PER_MULTIPROCESSOR = 8;
  private static final int GEMM_SIZE = 8192;
  private static final int EMPTY_NODES = 1000;

  private final CudaEngine engine;
  private final Lane lane;
  private final Resources owned = new Resources();

  CudaCeilings(CudaEngine engine) {
    this.engine = engine;
    lane = new Lane(engine.context());
  }

  /** Work on the lane, its device time kept. */
  private final class LaneWork implements Work {
    private final Runnable work;
    private double micros = Double.NaN;

    LaneWork(Runnable work) {
      this.work = work;
    }

    @Override
    public long run() {
      micros = lane.timed(work);
      return Double.doubleToRawLongBits(micros);
    }

    @Override
    public double deviceMicros() {
      return micros;
    }
  }

  @Override
  public Work read(ImageStore images, int count) {
    CudaImages source = (CudaImages) images;
    long bytes = (long) count * source.pitch();
    int blocks =
        BLOCKS_PER_MULTIPROCESSOR * engine.context().attribute(Driver.MULTIPROCESSOR_COUNT);
    DeviceBuffer sink =
        owned.add(new DeviceBuffer(engine.context(), lane.stream(), "a ceiling", Integer.BYTES));
    return new LaneWork(
        () ->
            engine
                .kernels()
                .readOnly(lane.stream(), blocks, source.pixels().address(), bytes, sink));
  }

  @Override
  public Work copy(long bytes) {
    DeviceBuffer from =
        owned.add(new DeviceBuffer(engine.context(), lane.stream(), "a ceiling", bytes));
    DeviceBuffer to =
        owned.add(new DeviceBuffer(engine.context(), lane.stream(), "a ceiling", bytes));
    return new LaneWork(() -> lane.stream().copyOnDevice(to.address(), from.address(), bytes));
  }

  /** The products of a step inside a recorded graph. */
  @Override
  public Work products(NetworkSpec spec, int rows) {
    DeviceParameters parameters =
        owned.add(
            new DeviceParameters(
                engine.context(), lane.stream(), spec, Adam.DEFAULT, engine.arithmetic()));
    parameters.set(lane.stream(), engine.kernels(), Weights.glorotUniform(spec, 1));
    Activations activations =
        owned.add(
            new Activations(
                engine.context(), lane.stream(), spec, rows, engine.arithmetic(), true));
    DenseLayers layers =
        owned.add(
            new DenseLayers(
                engine.products(),
                engine.kernels(),
                parameters,
                activations,
                engine.arithmetic(),
                rows,
                lane.workspace(),
                true));
    Runnable step =
        () -> {
          layers.forward(lane.stream());
          layers.backward(lane.stream());
        };
    step.run();
    lane.stream().synchronise();
    Graph graph = owned.add(lane.stream().capture(step));
    return new LaneWork(() -> graph.launch(lane.stream()));
  }

  @Override
  public Work limit(Limit limit) {
    return switch (limit) {
      case COPY -> copy(1L << 30);
      case GEMM_FLOAT32 -> gemm(Arithmetic.FLOAT32);
      case GEMM_TF32 -> gemm(Arithmetic.TF32);
      case GRAPH_NODE -> emptyNodes();
    };
  }

  private Work gemm(Arithmetic arithmetic) {
    int n = GEMM_SIZE;
    long bytes = (long) n * n * Float.BYTES;
    DeviceBuffer a = own(bytes);
    DeviceBuffer b = own(bytes);
    DeviceBuffer d = own(bytes);
    Product product =
        new Product(false, false, n, n, n, n, n, n, arithmetic, Product.Epilogue.NONE);
    MatrixProducts.Prepared prepared =
        owned.add(
            engine
                .products()
                .prepare(product, 0, 0, lane.workspace().bytes())
                .orElseThrow(() -> new InputException("no algorithm for " + product)));
    return new LaneWork(
        () ->
            prepared.run(
                a.address(),
                b.address(),
                d.address(),
                lane.workspace().address(),
                lane.stream().handle()));
  }

  private DeviceBuffer own(long bytes) {
    return owned.add(new DeviceBuffer(engine.context(), lane.stream(), "a ceiling", bytes));
  }

  /** A graph of nodes that do nothing, one after the other; its time is that of one node. */
  private Work emptyNodes() {
    int count = EMPTY_NODES;
    Graph graph =
        owned.add(
            lane.stream()
                .capture(
                    () -> {
                      for (int i = 0; i < count; i++) {
                        engine.kernels().nothing(lane.stream());
                      }
                    }));
    LaneWork all = new LaneWork(() -> graph.launch(lane.stream()));
    return new Work() {
      @Override
      public long run() {
        return all.run();
      }

      @Override
      public double deviceMicros() {
        return all.deviceMicros() / count;
      }
    };
  }

  @Override
  public void close() {
    owned.close();
    lane.close();
  }
}
