package anchorbench.output;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Standard output and error of a command: every sign can be printed, and output that was lost is
 * not passed over in silence.
 */
public final class Terminal {
  private static final int BUFFER = 8192;
  private static final int FAILED = 1;

  /** Where the kernel says what standard output is. */
  private static final Path OUTPUT = Path.of("/proc/self/fd/1");

  private static Watched out;

  private Terminal() {}

  /** For the beginning of a {@code main}; what is printed from now on is held to it. */
  public static synchronized void install() {
    out = new Watched(FileDescriptor.out);
    System.setOut(new PlainStream(new BufferedOutputStream(out, BUFFER), System.out.charset()));
    Watched err = new Watched(FileDescriptor.err);
    System.setErr(new PlainStream(new BufferedOutputStream(err, BUFFER), System.err.charset()));
  }

  /** A writer to one of the two; closing it does nothing. */
  public static PrintWriter writer(PrintStream stream) {
    Writer printing =
        new Writer() {
          @Override
          public void write(char[] text, int from, int length) {
            stream.print(new String(text, from, length));
          }

          @Override
          public void flush() {
            stream.flush();
          }

          @Override
          public void close() {}
        };
    return new PrintWriter(printing, true);
  }

  /**
   * For the end of a {@code main}.
   *
   * @param exit code if all that was printed has arrived
   * @return that, or 1 in the place of 0 after saying why output was lost
   */
  public static synchronized int settle(int exit) {
    System.out.flush();
    if (out == null || out.failure == null || readerLeft(out.failure)) {
      return exit;
    }
    System.err.println(
        "anchorbench: standard output cannot be written: "
            + out.failure
            + ". Cure: free space where it goes, or send it elsewhere.");
    return exit == 0 ? FAILED : exit;
  }

  /**
   * Whether a reader has seen enough, as {@code head} has; no fault of ours. The system's words for
   * it are of the user's language, so that what standard output is counts first.
   */
  private static boolean readerLeft(String failure) {
    try {
      String target = Files.readSymbolicLink(OUTPUT).toString();
      return target.startsWith("pipe:") || target.startsWith("socket:");
    } catch (IOException | UnsupportedOperationException e) {
      return failure.equals("Broken pipe");
    }
  }

  /** Keeps why it failed, which a {@link PrintStream} does not. */
  private static final class Watched extends FileOutputStream {
    private String failure;

    Watched(FileDescriptor descriptor) {
      super(descriptor);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      try {
        super.write(bytes, from, length);
      } catch (IOException e) {
        if (failure == null) {
          failure = String.valueOf(e.getMessage());
        }
        throw e;
      }
    }
  }
}
