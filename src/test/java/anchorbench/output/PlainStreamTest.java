package anchorbench.output;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class PlainStreamTest {
  private static String printed(Charset charset, Consumer<PlainStream> print) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (PlainStream stream = new PlainStream(bytes, charset)) {
      print.accept(stream);
    }
    return bytes.toString(charset);
  }

  private static String ascii(String text) {
    return printed(StandardCharsets.US_ASCII, stream -> stream.print(text));
  }

  @Test
  void signsHaveAsciiForms() {
    assertEquals("1.5 +-0.2, 3 x 4 us ... -> -1", ascii("1.5 ±0.2, 3 × 4 µs … → −1"));
    assertEquals(" .:-=+*#@", ascii(" ▁▂▃▄▅▆▇█"));
    assertEquals("f\\u00fcr \\ud83d\\ude00.npy", ascii("für 😀.npy"));
  }

  @Test
  void whatTheEncodingHasIsLeft() {
    String text = "±▁█ für 😀";
    assertEquals(text, printed(StandardCharsets.UTF_8, stream -> stream.print(text)));
    assertEquals("± .", printed(StandardCharsets.ISO_8859_1, stream -> stream.print("± ▁")));
  }

  @Test
  void throughEveryMethod() {
    String lines =
        printed(
            StandardCharsets.US_ASCII,
            stream -> {
              stream.println("±");
              stream.println('±');
              stream.println(new char[] {'±'});
              stream.println((Object) "±");
              stream.print((Object) "±");
              stream.printf(Locale.ROOT, "%s±%n", "±");
              stream.append("±").append('±').append("a±b", 1, 2).println();
              Terminal.writer(stream).println("±");
            });
    assertEquals("+-\n+-\n+-\n+-\n+-+-+-\n+-+-+-\n+-\n", lines.replace("\r\n", "\n"));
  }
}
