package anchorbench.engine.cuda;

import anchorbench.InputException;
import anchorbench.engine.Ceilings;
import anchorbench.engine.cuda.driver.Gemm;
import anchorbench.engine.cuda.driver.Gemm.Arithmetic;
import anchorbench.engine.cuda.driver.MatrixProducts;
import anchorbench.network.Adam;
import anchorbench.network.NetworkSpec;
import anchorbench.network.Weights;

/** What the card can do at best, measured on the spot. */
final class CudaCeilings implements Ceilings {
  private static final int GEMM_SIZE = 8192;
  private static final int EMPTY_NODES = 1000;

  private final CudaEngine engine;
  private final WorkStream workStream;
  private final Resources owned = new Resources();

  CudaCeilings(CudaEngine engine) {
    this.engine = engine;
    workStream = owned.add(new WorkStream(engine.context()));
  }

  @Override
  public Work copy(long bytes) {
    DeviceBuffer from = random(bytes);
    DeviceBuffer to = own(bytes);
    return new StreamWork(
        owned,
        workStream,
        () -> workStream.stream().copyOnDevice(to.address(), from.address(), bytes));
  }

  /** The products of a step inside a recorded graph. */
  @Override
  public Work products(NetworkSpec spec, int rows) {
    DeviceParameters parameters =
        owned.add(
            new DeviceParameters(
                engine.context(), workStream.stream(), spec, Adam.DEFAULT, engine.arithmetic()));
    parameters.set(workStream.stream(), engine.kernels(), Weights.glorotUniform(spec, 1));
    Activations activations =
        owned.add(
            new Activations(
                engine.context(), workStream.stream(), spec, rows, engine.arithmetic(), true));
    DenseLayers layers =
        owned.add(
            new DenseLayers(
                engine.products(), engine.kernels(), parameters, activations, rows, workStream));
    fillRandom(activations.values(0), (long) rows * spec.inputs(), activations.halves(0));
    int top = spec.layers();
    fillRandom(activations.delta(top), (long) rows * spec.outputs(), activations.halfDelta(top));
    return new StreamWork(
        owned,
        workStream,
        () -> {
          layers.forward(workStream.stream());
          layers.backward(workStream.stream());
        });
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
    DeviceBuffer a = random(bytes);
    DeviceBuffer b = random(bytes);
    DeviceBuffer d = own(bytes);
    Gemm product = new Gemm(false, false, n, n, n, n, n, n, arithmetic, Gemm.Epilogue.NONE);
    MatrixProducts.Prepared prepared =
        owned.add(
            engine
                .products()
                .prepare(product, 0, 0, workStream.workspace().bytes())
                .orElseThrow(() -> new InputException("no algorithm for " + product)));
    return new StreamWork(
        owned,
        workStream,
        () ->
            prepared.run(
                a.address(),
                b.address(),
                d.address(),
                workStream.workspace().address(),
                workStream.stream().handle()));
  }

  /** Zeros draw less power, and a card runs up to 13 % faster on them. */
  private DeviceBuffer random(long bytes) {
    DeviceBuffer buffer = own(bytes);
    fillRandom(buffer.address(), bytes / Float.BYTES, 0);
    return buffer;
  }

  /**
   * @param floats device address of float32 [count], or 0 where only halves are wanted
   * @param halves device address of bfloat16 [count], or 0
   */
  private void fillRandom(long floats, long count, long halves) {
    engine.kernels().randomNumbers(workStream.stream(), floats, count, halves);
  }

  private DeviceBuffer own(long bytes) {
    return owned.add(new DeviceBuffer(engine.context(), workStream.stream(), "a ceiling", bytes));
  }

  /** Nodes that do nothing, one after the other; the time is that of one. */
  private Work emptyNodes() {
    return new StreamWork(
        owned,
        workStream,
        EMPTY_NODES,
        () -> {
          for (int i = 0; i < EMPTY_NODES; i++) {
            engine.kernels().nothing(workStream.stream());
          }
        });
  }

  @Override
  public void close() {
    owned.close();
  }
}
