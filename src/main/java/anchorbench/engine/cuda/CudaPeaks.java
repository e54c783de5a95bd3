package anchorbench.engine.cuda;

import anchorbench.InputException;
import anchorbench.engine.Peaks;
import anchorbench.engine.cuda.driver.Gemm;
import anchorbench.engine.cuda.driver.Gemm.Arithmetic;
import anchorbench.engine.cuda.driver.GemmLibrary;
import anchorbench.network.Adam;
import anchorbench.network.NetworkSpec;
import anchorbench.network.Weights;

/** What the card can do at best, measured on the spot. */
final class CudaPeaks implements Peaks {
  private static final int GEMM_SIZE = 8192;
  private static final int EMPTY_NODES = 1000;

  private final CudaEngine engine;
  private final Stream stream;
  private final Resources owned = new Resources();

  CudaPeaks(CudaEngine engine) {
    this.engine = engine;
    stream = owned.add(new Stream(engine.context()));
  }

  @Override
  public Work copy(long bytes) {
    DeviceBuffer from = random(bytes);
    DeviceBuffer to = own(bytes);
    return new StreamWork(
        owned, stream, () -> stream.copyOnDevice(to.address(), from.address(), bytes));
  }

  /** The products of a step inside a recorded graph. */
  @Override
  public Work products(NetworkSpec network, int rows) {
    Arithmetic arithmetic = engine.arithmetic();
    ConvolutionChoice convolutions =
        owned.add(ConvolutionChoice.of(stream, engine.convolutions(), network, arithmetic, rows));
    DeviceParameters parameters =
        owned.add(
            new DeviceParameters(
                stream, network, convolutions.order(network), Adam.DEFAULT, arithmetic));
    parameters.set(stream, engine.kernels(), Weights.initial(network, 1));
    LayerTools tools = LayerTools.of(engine, stream, convolutions, parameters);
    NetworkActivations activations = owned.add(new NetworkActivations(tools, network, rows, true));
    NetworkLayers layers = owned.add(new NetworkLayers(tools, activations, rows));
    long pixels = (long) rows * network.inputs();
    boolean halves = activations.inputIsBfloat16();
    fillRandom(halves ? 0 : activations.input(), pixels, halves ? activations.input() : 0);
    fillRandom(activations.embeddingDelta(), (long) rows * network.outputs(), 0);
    // Once through every layer, so that no product works on zeros.
    layers.forward(stream);
    layers.backward(stream);
    return new StreamWork(owned, stream, () -> layers.products(stream));
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
    GemmLibrary.Prepared prepared =
        owned.add(
            engine
                .products()
                .prepare(product, 0, 0, stream.workspace().bytes())
                .orElseThrow(() -> new InputException("no algorithm for " + product)));
    return new StreamWork(
        owned,
        stream,
        () ->
            prepared.run(
                a.address(),
                b.address(),
                d.address(),
                stream.workspace().address(),
                stream.handle()));
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
    engine.kernels().randomNumbers(stream, floats, count, halves);
  }

  private DeviceBuffer own(long bytes) {
    return owned.add(new DeviceBuffer(engine.context(), stream, "a peak", bytes));
  }

  /** Nodes that do nothing, one after the other; the time is that of one. */
  private Work emptyNodes() {
    return new StreamWork(
        owned,
        stream,
        EMPTY_NODES,
        () -> {
          for (int i = 0; i < EMPTY_NODES; i++) {
            engine.kernels().nothing(stream);
          }
        });
  }

  @Override
  public void close() {
    owned.close();
  }
}
