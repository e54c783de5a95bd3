package anchorbench.numpy;

import anchorbench.output.OutputFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.file.Path;
import java.util.Arrays;

/** Writes arrays that {@code numpy.load} reads. */
public final class Npy {
  private static final int BLOCK = 1 << 14;

  /** Hands over an array piece by piece, in order. */
  public interface Pieces {
    void writeTo(FloatSink sink) throws IOException;
  }

  /** Takes the next numbers of an array. */
  public interface FloatSink {
    void write(float[] values, int from, int count) throws IOException;
  }

  private Npy() {}

  public static void write(Path file, float[] values, long... shape) {
    requireSize(values.length, shape);
    OutputFile.write(file, bytes(Float.BYTES, shape), out -> writeFloats(out, values, shape));
  }

  public static void write(Path file, int[] values, long... shape) {
    requireSize(values.length, shape);
    OutputFile.write(
        file,
        bytes(Integer.BYTES, shape),
        out -> {
          NpyType.INT32.writeHeader(out, shape);
          byte[] block = new byte[BLOCK * Integer.BYTES];
          IntBuffer view = littleEndian(block).asIntBuffer();
          for (int i = 0; i < values.length; i += BLOCK) {
            int count = Math.min(BLOCK, values.length - i);
            view.clear().put(values, i, count);
            out.write(block, 0, count * Integer.BYTES);
          }
        });
  }

  public static void write(Path file, byte[] values, long... shape) {
    requireSize(values.length, shape);
    OutputFile.write(
        file,
        out -> {
          NpyType.UINT8.writeHeader(out, shape);
          out.write(values);
        });
  }

  /** Writes an array too large to be held. */
  public static void writeInPieces(Path file, Pieces pieces, long... shape) {
    OutputFile.write(
        file,
        bytes(Float.BYTES, shape),
        out -> {
          NpyType.FLOAT32.writeHeader(out, shape);
          byte[] block = new byte[BLOCK * Float.BYTES];
          pieces.writeTo((values, from, count) -> writeBlocks(out, block, values, from, count));
        });
  }

  /** Writes an array to a stream that the caller closes. */
  public static void writeFloats(OutputStream out, float[] values, long... shape)
      throws IOException {
    NpyType.FLOAT32.writeHeader(out, shape);
    writeBlocks(out, new byte[BLOCK * Float.BYTES], values, 0, values.length);
  }

  private static void writeBlocks(
      OutputStream out, byte[] block, float[] values, int from, int count) throws IOException {
    FloatBuffer view = littleEndian(block).asFloatBuffer();
    for (int i = 0; i < count; i += BLOCK) {
      int size = Math.min(BLOCK, count - i);
      view.clear().put(values, from + i, size);
      out.write(block, 0, size * Float.BYTES);
    }
  }

  private static ByteBuffer littleEndian(byte[] block) {
    return ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static long bytes(int each, long... shape) {
    return Arrays.stream(shape).reduce(each, Math::multiplyExact);
  }

  private static void requireSize(int length, long... shape) {
    long size = 1;
    for (long each : shape) {
      size *= each;
    }
    if (size != length) {
      throw new IllegalArgumentException(length + " values, the shape asks for " + size);
    }
  }
}
