package anchorbench.engine.cuda;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import anchorbench.data.Shape;
import anchorbench.engine.cuda.driver.ConvolutionLibrary;
import anchorbench.engine.cuda.driver.ConvolutionProblem;
import anchorbench.engine.cuda.driver.ConvolutionProblem.Order;
import anchorbench.engine.cuda.driver.CudaException;
import anchorbench.engine.cuda.driver.Gemm.Arithmetic;
import anchorbench.engine.cuda.driver.GemmLibrary;
import java.lang.foreign.MemorySegment;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Plain loops in the place of cuDNN, for the passes that are said to be offered. A run leaves
 * garbage in its workspace, so that whoever keeps something there loses it.
 */
final class HostConvolutions implements ConvolutionLibrary {
  /** What each pass needs. */
  static final long WORKSPACE_BYTES = 512;

  private static final byte GARBAGE = (byte) 0xa5;

  private final HostDriver driver;
  private final Set<Pass> offered;

  /** Passes that are prepared and not closed. */
  int live;

  /** Handles of {@link #ofCurrentContext} that are not closed. */
  int open;

  /** How often something was run or recorded. */
  int runs;

  /** Offered by the heuristic and then not started. */
  final Set<Pass> refused = EnumSet.noneOf(Pass.class);

  HostConvolutions(HostDriver driver, Set<Pass> offered) {
    this.driver = driver;
    this.offered = offered.isEmpty() ? Set.of() : EnumSet.copyOf(offered);
  }

  /** As a handle of cuDNN is: of the card that was current when it was made. */
  synchronized ConvolutionLibrary ofCurrentContext() {
    driver.requireNoRecording("a library of convolutions is opened");
    open++;
    return new Handle(driver.currentContext());
  }

  private final class Handle implements ConvolutionLibrary {
    private final long context;
    private int prepared;

    Handle(long context) {
      this.context = context;
    }

    private void requireContext(Object what) {
      if (driver.currentContext() != context) {
        throw new AssertionError(what + " while another card is current");
      }
    }

    @Override
    public String version() {
      return HostConvolutions.this.version();
    }

    @Override
    public Optional<Prepared> prepare(ConvolutionProblem problem, Pass pass, long workspaceBytes) {
      requireContext(problem);
      return HostConvolutions.this.prepare(problem, pass, workspaceBytes).map(this::counted);
    }

    private Prepared counted(Prepared pass) {
      prepared++;
      return new Prepared() {
        @Override
        public String algorithm() {
          return pass.algorithm();
        }

        @Override
        public long workspaceBytes() {
          return pass.workspaceBytes();
        }

        @Override
        public void run(long x, long w, long y, long workspace, long stream) {
          requireContext("a convolution");
          pass.run(x, w, y, workspace, stream);
        }

        @Override
        public void close() {
          prepared--;
          pass.close();
        }
      };
    }

    @Override
    public void close() {
      if (prepared != 0) {
        throw new AssertionError(prepared + " prepared passes outlive their library");
      }
      driver.requireNoRecording("a library of convolutions is closed");
      synchronized (HostConvolutions.this) {
        open--;
      }
    }
  }

  @Override
  public String version() {
    return "host";
  }

  @Override
  public synchronized Optional<Prepared> prepare(
      ConvolutionProblem problem, Pass pass, long workspaceBytes) {
    if (!offered.contains(pass) || workspaceBytes < WORKSPACE_BYTES) {
      return Optional.empty();
    }
    live++;
    return Optional.of(
        new Prepared() {
          private boolean hasRun;

          @Override
          public String algorithm() {
            return "loops";
          }

          @Override
          public long workspaceBytes() {
            return WORKSPACE_BYTES;
          }

          @Override
          public void run(long x, long w, long y, long workspace, long stream) {
            requireAligned(problem, x, w, y, workspace);
            if (refused.contains(pass)) {
              throw new CudaException("cudnnConvolution", 3000, "NOT_SUPPORTED", "as told");
            }
            if (!hasRun) {
              driver.requireNoRecording("a convolution's code is brought to the card");
              hasRun = true;
            }
            countRun();
            driver.giveProduct(
                stream,
                () -> {
                  HostMemory.at(workspace, WORKSPACE_BYTES).fill(GARBAGE);
                  convolve(problem, pass, x, w, y);
                });
          }

          @Override
          public void close() {
            forget();
          }
        });
  }

  private synchronized void countRun() {
    runs++;
  }

  private synchronized void forget() {
    live--;
  }

  @Override
  public void close() {}

  private static void requireAligned(ConvolutionProblem problem, long... addresses) {
    for (long address : addresses) {
      if (address == 0 || address % GemmLibrary.ALIGNMENT != 0) {
        throw new AssertionError(String.format(Locale.ROOT, "%x of %s", address, problem));
      }
    }
  }

  /** An output, an input and the weight that leads the one to the other. */
  private interface Tap {
    void at(int x, int w, int y);
  }

  private static void convolve(ConvolutionProblem p, Pass pass, long xAt, long wAt, long yAt) {
    int inputs = p.rows() * p.in().size();
    int outputs = p.rows() * p.out().size();
    int weights = Math.toIntExact(p.weights());
    switch (pass) {
      case FORWARD -> {
        float[] x = read(p, xAt, inputs);
        float[] w = read(p, wAt, weights);
        float[] y = new float[outputs];
        taps(p, (i, j, k) -> y[k] += x[i] * w[j]);
        write(p, yAt, y);
      }
      case WEIGHT_GRADIENT -> {
        float[] x = read(p, xAt, inputs);
        float[] y = read(p, yAt, outputs);
        float[] w = new float[weights];
        taps(p, (i, j, k) -> w[j] += x[i] * y[k]);
        write(p, wAt, w);
      }
      case INPUT_GRADIENT -> {
        float[] w = read(p, wAt, weights);
        float[] y = read(p, yAt, outputs);
        float[] x = new float[inputs];
        taps(p, (i, j, k) -> x[i] += w[j] * y[k]);
        write(p, xAt, x);
      }
    }
  }

  private static void taps(ConvolutionProblem p, Tap tap) {
    Shape in = p.in();
    Shape out = p.out();
    Shape weights = new Shape(in.channels(), p.kernel(), p.kernel());
    for (int row = 0; row < p.rows(); row++) {
      for (int filter = 0; filter < out.channels(); filter++) {
        for (int place = 0; place < out.height() * out.width(); place++) {
          int outY = place / out.width();
          int outX = place % out.width();
          int to = at(p.order(), out, row, filter, outY, outX);
          for (int each = 0; each < weights.size(); each++) {
            int channel = each / (p.kernel() * p.kernel());
            int kernelY = each / p.kernel() % p.kernel();
            int kernelX = each % p.kernel();
            int y = outY * p.stride() - p.padding() + kernelY;
            int x = outX * p.stride() - p.padding() + kernelX;
            if (y >= 0 && y < in.height() && x >= 0 && x < in.width()) {
              tap.at(
                  at(p.order(), in, row, channel, y, x),
                  at(p.order(), weights, filter, channel, kernelY, kernelX),
                  to);
            }
          }
        }
      }
    }
  }

  /** Where a number lies in an array of images of a shape. */
  static int at(Order order, Shape shape, int image, int channel, int y, int x) {
    return switch (order) {
      case PLANES ->
          ((image * shape.channels() + channel) * shape.height() + y) * shape.width() + x;
      case CHANNELS_LAST ->
          ((image * shape.height() + y) * shape.width() + x) * shape.channels() + channel;
    };
  }

  /** Numbers as the arithmetic has them. */
  private static float[] read(ConvolutionProblem p, long at, int count) {
    MemorySegment from = HostMemory.at(at, (long) count * p.numberBytes());
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] =
          p.arithmetic() == Arithmetic.BFLOAT16
              ? Float.intBitsToFloat(from.getAtIndex(JAVA_SHORT_UNALIGNED, i) << 16)
              : from.getAtIndex(JAVA_FLOAT_UNALIGNED, i);
      if (p.arithmetic() == Arithmetic.TF32) {
        int bits = Float.floatToRawIntBits(numbers[i]);
        numbers[i] = Float.intBitsToFloat(bits + 0x1000 & 0xffffe000);
      }
    }
    return numbers;
  }

  private static void write(ConvolutionProblem p, long at, float[] numbers) {
    MemorySegment to = HostMemory.at(at, (long) numbers.length * p.numberBytes());
    for (int i = 0; i < numbers.length; i++) {
      if (p.arithmetic() == Arithmetic.BFLOAT16) {
        to.setAtIndex(JAVA_SHORT_UNALIGNED, i, bfloat16(numbers[i]));
      } else {
        to.setAtIndex(JAVA_FLOAT_UNALIGNED, i, numbers[i]);
      }
    }
  }

  /** The nearest; of two that are equally near, the even one. */
  static short bfloat16(float number) {
    int bits = Float.floatToRawIntBits(number);
    return Float.isNaN(number)
        ? (short) ((bits >>> 16) | 0x40)
        : (short) ((bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16);
  }
}
