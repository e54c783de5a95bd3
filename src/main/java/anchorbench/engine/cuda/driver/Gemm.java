package anchorbench.engine.cuda.driver;

/**
 * One matrix product, {@code d = op(a) op(b)} with what follows it, column-major as cuBLASLt has
 * it.
 *
 * @param transposeA whether a is [k, m] and read transposed
 * @param transposeB whether b is [n, k] and read transposed
 * @param m rows of d
 * @param n columns of d
 * @param k length of the sums
 * @param lda numbers from one column of a to the next; likewise ldb and ldd
 * @param arithmetic types and precision
 * @param epilogue what happens to d before it is written
 */
public record Gemm(
    boolean transposeA,
    boolean transposeB,
    int m,
    int n,
    int k,
    int lda,
    int ldb,
    int ldd,
    Arithmetic arithmetic,
    Epilogue epilogue) {

  /** Types of a and b; d, bias and the sums are float32. */
  public enum Arithmetic {
    FLOAT32("float32"),
    /** Inputs rounded to ten bits of mantissa by the card. */
    TF32("tf32"),
    /** Inputs stored as bfloat16. */
    BFLOAT16("bf16");

    private final String label;

    Arithmetic(String label) {
      this.label = label;
    }

    /** As {@code --precision} takes it. */
    public String label() {
      return label;
    }
  }

  /** {@code cublasLtEpilogue_t}; bias has m numbers. */
  public enum Epilogue {
    NONE(1),
    /** Adds the bias to each column. */
    BIAS(4),
    /** Then ReLU. */
    RELU_BIAS(2 | 4),
    /** The same, and writes a bit mask of what was above 0. */
    RELU_AUX_BIAS(2 | 128 | 4),
    /** Multiplies by the mask and writes the sums over columns as bias gradient. */
    DRELU_BIAS_GRADIENT(8 | 128 | 16),
    /** Writes the sums of a over k as bias gradient. */
    BIAS_GRADIENT_OF_A(256);

    final int code;

    Epilogue(int code) {
      this.code = code;
    }

    public boolean usesBias() {
      return this != NONE;
    }

    public boolean usesMask() {
      return this == RELU_AUX_BIAS || this == DRELU_BIAS_GRADIENT;
    }
  }

  /** The same product with something after it. */
  public Gemm with(Epilogue other) {
    return new Gemm(transposeA, transposeB, m, n, k, lda, ldb, ldd, arithmetic, other);
  }

  /** Bits from one column of a ReLU mask to the next: whole groups of 128. */
  public int maskStride() {
    return Math.ceilDiv(m, 128) * 128;
  }
}
