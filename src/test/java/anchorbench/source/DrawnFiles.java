package anchorbench.source;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** Image files for tests, no two with the same pixels unless they have the same number. */
public final class DrawnFiles {
  private DrawnFiles() {}

  /** A PNG of 4 rows and 5 columns in colour, its sample p of channel c is a function of both. */
  static Path colour(Path file, int number) throws IOException {
    return colour(file, number, 4, 5);
  }

  static Path colour(Path file, int number, int height, int width) throws IOException {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int p = y * width + x;
        image.setRGB(
            x,
            y,
            (sample(number, 0, p) << 16) | (sample(number, 1, p) << 8) | sample(number, 2, p));
      }
    }
    return write(file, image);
  }

  static Path grey(Path file, int number) throws IOException {
    BufferedImage image = new BufferedImage(5, 4, BufferedImage.TYPE_BYTE_GRAY);
    for (int p = 0; p < 20; p++) {
      image.getRaster().setSample(p % 5, p / 5, 0, p == 1 ? number >> 8 : sample(number, 0, p));
    }
    return write(file, image);
  }

  /** What is drawn. */
  static int sample(int number, int channel, int p) {
    return p == 0 ? (number >> (8 * channel)) & 0xff : (number * 31 + channel * 101 + p * 7) & 0xff;
  }

  private static Path write(Path file, BufferedImage image) throws IOException {
    Files.createDirectories(file.getParent());
    String name = file.getFileName().toString();
    if (!ImageIO.write(image, name.substring(name.lastIndexOf('.') + 1), file.toFile())) {
      throw new IOException("no writer for " + file);
    }
    return file;
  }

  /** A folder {@code <half>/<class>} for each, with images numbered on. */
  public static void halves(Path folder, int classes, int train, int test) throws IOException {
    int number = 1;
    for (int c = 0; c < classes; c++) {
      for (int i = 0; i < train + test; i++) {
        String half = i < train ? "train" : "test";
        colour(folder.resolve(half + "/class-" + c + "/" + i + ".png"), number++);
      }
    }
  }
}
