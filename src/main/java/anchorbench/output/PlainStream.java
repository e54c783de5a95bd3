package anchorbench.output;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;

/** Prints every sign, in its {@link AsciiForms ASCII form} where the encoding lacks it. */
final class PlainStream extends PrintStream {
  private final CharsetEncoder encoder;

  PlainStream(OutputStream out, Charset charset) {
    super(out, true, charset);
    encoder = charset.newEncoder();
  }

  // All of println, printf and append come through these.

  @Override
  public synchronized void print(String text) {
    super.print(AsciiForms.of(String.valueOf(text), encoder));
  }

  @Override
  public void print(char sign) {
    print(String.valueOf(sign));
  }

  @Override
  public void print(char[] text) {
    print(String.valueOf(text));
  }

  @Override
  public void print(Object value) {
    print(String.valueOf(value));
  }
}
