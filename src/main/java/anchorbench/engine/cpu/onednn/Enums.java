package anchorbench.engine.cpu.onednn;

/** Constants of {@code dnnl_types.h}; a test holds them to it. */
final class Enums {
  static final int BFLOAT16 = 2;
  static final int FLOAT32 = 3;

  static final int TAG_ANY = 1;
  static final int TAG_VECTOR = 2;

  /** [rows, height, width, channels]; sizes are named in the order rows, channels, ... */
  static final int TAG_NHWC = 22;

  /** [height, width, in, out]; sizes are named in the order out, in, ... */
  static final int TAG_HWIO = 28;

  static final int FORWARD_TRAINING = 64;
  static final int DIRECT = 1;

  static final int QUERY_IMPLEMENTATION = 8;
  static final int QUERY_SOURCE = 129;
  static final int QUERY_DIFF_SOURCE = 130;
  static final int QUERY_WEIGHTS = 131;
  static final int QUERY_DIFF_WEIGHTS = 132;
  static final int QUERY_SCRATCHPAD = 136;

  static final int SOURCE = 1;
  static final int DESTINATION = 17;
  static final int WEIGHTS = 33;
  static final int BIAS = 41;
  static final int SCRATCHPAD = 80;
  static final int DIFF_SOURCE = 129;
  static final int DIFF_DESTINATION = 145;
  static final int DIFF_WEIGHTS = 161;
  static final int DIFF_BIAS = 169;

  private Enums() {}
}
