package anchorbench.engine.cuda;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import anchorbench.engine.cpu.blas.OpenBlas;
import anchorbench.engine.cpu.gemm.Gemm.Read;
import anchorbench.engine.cuda.driver.CudaException;
import anchorbench.engine.cuda.driver.Gemm;
import anchorbench.engine.cuda.driver.Gemm.Arithmetic;
import anchorbench.engine.cuda.driver.Gemm.Epilogue;
import anchorbench.engine.cuda.driver.GemmLibrary;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** OpenBLAS in the place of cuBLASLt, epilogues included as far as they are said to be offered. */
final class HostProducts implements GemmLibrary {
  private static final OpenBlas BLAS = OpenBlas.load();

  private final HostDriver driver;
  private final Set<Epilogue> offered;
  int live;

  /** What the heuristic offers for no shape. */
  Predicate<Gemm> lacking = _ -> false;

  /** Products of which one side was nothing but zeros. */
  int ofZeros;

  /** Offered by the heuristic and then not started. */
  final Set<Epilogue> refused = EnumSet.noneOf(Epilogue.class);

  HostProducts(HostDriver driver, Set<Epilogue> offered) {
    this.driver = driver;
    this.offered = EnumSet.copyOf(offered);
  }

  /** As a handle of cuBLASLt is: of the card that was current when it was made. */
  GemmLibrary ofCurrentContext() {
    long context = driver.currentContext();
    return new GemmLibrary() {
      @Override
      public String version() {
        return HostProducts.this.version();
      }

      @Override
      public Optional<Prepared> prepare(Gemm product, long bias, long mask, long workspace) {
        if (driver.currentContext() != context) {
          throw new AssertionError(product + " is prepared while another card is current");
        }
        return HostProducts.this.prepare(product, bias, mask, workspace);
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public String version() {
    return "OpenBLAS";
  }

  @Override
  public Optional<Prepared> prepare(Gemm product, long bias, long mask, long workspaceBytes) {
    if (!offered.contains(product.epilogue()) || lacking.test(product)) {
      return Optional.empty();
    }
    if ((product.epilogue().usesBias() && bias == 0)
        || (product.epilogue().usesMask() && mask == 0)) {
      throw new IllegalArgumentException(product + " without its bias or mask");
    }
    live++;
    return Optional.of(
        new Prepared() {
          @Override
          public String algorithm() {
            return "OpenBLAS";
          }

          @Override
          public void run(long a, long b, long d, long workspace, long stream) {
            give(a, b, d, stream, false);
          }

          @Override
          public void add(long a, long b, long d, long workspace, long stream) {
            if (product.epilogue() != Epilogue.NONE) {
              throw new AssertionError(product + " cannot be added");
            }
            give(a, b, d, stream, true);
          }

          private void give(long a, long b, long d, long stream, boolean added) {
            for (long matrix : new long[] {a, b, d}) {
              if (matrix % ALIGNMENT != 0) {
                throw new AssertionError(
                    String.format(Locale.ROOT, "a matrix at %x of %s", matrix, product));
              }
            }
            if (refused.contains(product.epilogue())) {
              throw new CudaException("cublasLtMatmul", 15, "NOT_SUPPORTED", "as told");
            }
            driver.giveProduct(stream, () -> multiply(product, a, b, d, bias, mask, added));
          }

          @Override
          public void close() {
            live--;
          }
        });
  }

  private void multiply(Gemm p, long aAt, long bAt, long dAt, long bias, long mask, boolean added) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment a = input(arena, p, aAt, p.transposeA() ? p.m() : p.k(), p.lda());
      MemorySegment b = input(arena, p, bAt, p.transposeB() ? p.k() : p.n(), p.ldb());
      // The last column ends with its last row.
      MemorySegment d = HostMemory.at(dAt, 4L * ((p.n() - 1L) * p.ldd() + p.m()));
      float[] before = added ? d.toArray(JAVA_FLOAT_UNALIGNED) : null;
      ofZeros += isZero(a) || isZero(b) ? 1 : 0;
      // Row-major, the same product reads d^T = op(b)^T op(a)^T.
      BLAS.sgemm(
          p.transposeB() ? Read.TRANSPOSED : Read.AS_IS,
          p.transposeA() ? Read.TRANSPOSED : Read.AS_IS,
          p.n(),
          p.m(),
          p.k(),
          b,
          p.ldb(),
          a,
          p.lda(),
          d,
          p.ldd());
      for (int i = 0; added && i < before.length; i++) {
        if (i % p.ldd() >= p.m()) {
          continue;
        }
        d.setAtIndex(JAVA_FLOAT_UNALIGNED, i, before[i] + d.getAtIndex(JAVA_FLOAT_UNALIGNED, i));
      }
      finish(p, a, d, bias, mask);
    }
  }

  private static boolean isZero(MemorySegment numbers) {
    for (long i = 0; i < numbers.byteSize() / Float.BYTES; i++) {
      if (numbers.getAtIndex(JAVA_FLOAT_UNALIGNED, i) != 0) {
        return false;
      }
    }
    return true;
  }

  /** float32 numbers, rounded as the product's arithmetic has them. */
  private static MemorySegment input(Arena arena, Gemm p, long at, int columns, int ld) {
    long count = (long) columns * ld;
    if (p.arithmetic() == Arithmetic.FLOAT32) {
      return HostMemory.at(at, 4 * count);
    }
    MemorySegment rounded = arena.allocate(4 * count, 64);
    boolean half = p.arithmetic() == Arithmetic.BFLOAT16;
    MemorySegment from = HostMemory.at(at, (half ? 2 : 4) * count);
    for (long i = 0; i < count; i++) {
      int bits =
          half
              ? from.getAtIndex(JAVA_SHORT_UNALIGNED, i) << 16
              : from.getAtIndex(java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED, i) + 0x1000
                  & 0xffffe000;
      rounded.setAtIndex(JAVA_FLOAT_UNALIGNED, i, Float.intBitsToFloat(bits));
    }
    return rounded;
  }

  private static void finish(Gemm p, MemorySegment a, MemorySegment d, long biasAt, long maskAt) {
    switch (p.epilogue()) {
      case NONE -> {}
      case BIAS, RELU_BIAS, RELU_AUX_BIAS -> addBias(p, d, biasAt, maskAt);
      case DRELU_BIAS_GRADIENT -> maskGradient(p, d, biasAt, maskAt);
      case BIAS_GRADIENT_OF_A -> {
        MemorySegment sums = HostMemory.at(biasAt, 4L * p.m());
        for (int i = 0; i < p.m(); i++) {
          float sum = 0;
          for (int j = 0; j < p.k(); j++) {
            sum += a.getAtIndex(JAVA_FLOAT_UNALIGNED, (long) j * p.lda() + i);
          }
          sums.setAtIndex(JAVA_FLOAT_UNALIGNED, i, sum);
        }
      }
    }
  }

  private static void addBias(Gemm p, MemorySegment d, long biasAt, long maskAt) {
    MemorySegment bias = HostMemory.at(biasAt, 4L * p.m());
    for (int j = 0; j < p.n(); j++) {
      for (int i = 0; i < p.m(); i++) {
        long at = (long) j * p.ldd() + i;
        float value =
            d.getAtIndex(JAVA_FLOAT_UNALIGNED, at) + bias.getAtIndex(JAVA_FLOAT_UNALIGNED, i);
        if (p.epilogue() != Epilogue.BIAS && !(value > 0)) {
          value = 0;
        }
        d.setAtIndex(JAVA_FLOAT_UNALIGNED, at, value);
        if (p.epilogue() == Epilogue.RELU_AUX_BIAS) {
          setBit(p, maskAt, i, j, value > 0);
        }
      }
    }
  }

  private static void maskGradient(Gemm p, MemorySegment d, long biasAt, long maskAt) {
    MemorySegment sums = HostMemory.at(biasAt, 4L * p.m());
    for (int i = 0; i < p.m(); i++) {
      float sum = 0;
      for (int j = 0; j < p.n(); j++) {
        long at = (long) j * p.ldd() + i;
        float value = bit(p, maskAt, i, j) ? d.getAtIndex(JAVA_FLOAT_UNALIGNED, at) : 0;
        d.setAtIndex(JAVA_FLOAT_UNALIGNED, at, value);
        sum += value;
      }
      sums.setAtIndex(JAVA_FLOAT_UNALIGNED, i, sum);
    }
  }

  private static void setBit(Gemm p, long mask, int i, int j, boolean on) {
    long bit = (long) j * p.maskStride() + i;
    MemorySegment byteAt = HostMemory.at(mask + bit / 8, 1);
    int old = byteAt.get(JAVA_BYTE, 0);
    int one = 1 << (bit % 8);
    byteAt.set(JAVA_BYTE, 0, (byte) (on ? old | one : old & ~one));
  }

  private static boolean bit(Gemm p, long mask, int i, int j) {
    long bit = (long) j * p.maskStride() + i;
    return (HostMemory.at(mask + bit / 8, 1).get(JAVA_BYTE, 0) >> (bit % 8) & 1) != 0;
  }

  @Override
  public void close() {}
}
