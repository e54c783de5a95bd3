package anchorbench.data;

import anchorbench.random.RandomStream;
import anchorbench.random.RngStream;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.stream.IntStream;

/**
 * Ten classes of drawn garments for a box without real images. Each image is a function of (seed,
 * image number). Classes overlap on purpose - sleeves of any length, slant, stripes, noise - so
 * that a trained network stays far from perfect.
 */
public final class SyntheticGarments {
  public static final String NAME = "synthetic";
  public static final long DEFAULT_SEED = 1;
  private static final int SIZE = 28;
  private static final Shape SHAPE = Shape.grey(SIZE, SIZE);
  private static final int TRAIN = 60_000;
  private static final int TEST = 10_000;
  private static final int CLASSES = FashionMnist.CLASS_NAMES.size();

  private final long seed;

  public SyntheticGarments(long seed) {
    this.seed = seed;
  }

  /** As many images as Fashion-MNIST has. */
  public DataSet dataSet() {
    return dataSet(TRAIN, TEST);
  }

  /** Classes take turns, so any count holds all of them nearly equally often. */
  public DataSet dataSet(int train, int test) {
    ImageSet trainImages = draw(0, train);
    ImageSet testImages = draw(train, test);
    String recipe = "seed " + seed + ", version 1, " + train + " + " + test;
    return new DataSet(
        NAME,
        "drawn by anchorbench, " + recipe,
        Checksum.ofAll(java.util.List.of(recipe)),
        true,
        trainImages,
        testImages);
  }

  private ImageSet draw(int first, int count) {
    MemorySegment pixels = ImageSet.allocatePixels(count, SHAPE);
    int[] labels = new int[count];
    IntStream.range(0, count)
        .parallel()
        .forEach(
            i -> {
              RandomStream random = new RandomStream(seed, RngStream.SYNTHETIC_IMAGE, first + i);
              // A class a turn, in an order shuffled by ten.
              int[] turn = IntStream.range(0, CLASSES).toArray();
              new RandomStream(seed, RngStream.SYNTHETIC_IMAGE, -1 - (first + i) / CLASSES)
                  .shuffle(turn);
              labels[i] = turn[(first + i) % CLASSES];
              byte[] image = new Garment(labels[i], random).pixels();
              MemorySegment.copy(
                  image, 0, pixels, ValueLayout.JAVA_BYTE, (long) i * image.length, image.length);
            });
    return new ImageSet(pixels, labels, SHAPE, FashionMnist.CLASS_NAMES);
  }

  /**
   * One image: an outline in the unit square, turned, stretched, filled, striped, blurred by noise.
   */
  private record Garment(int clazz, RandomStream random) {
    byte[] pixels() {
      BufferedImage canvas = new BufferedImage(SIZE, SIZE, BufferedImage.TYPE_BYTE_GRAY);
      Graphics2D pen = canvas.createGraphics();
      pen.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
      pen.setTransform(pose());
      Path2D outline = outline();
      int shade = (int) random.between(90, 250);
      pen.setColor(gray(shade));
      if (clazz == 5) {
        pen.setStroke(new BasicStroke((float) random.between(0.04, 0.09)));
        pen.draw(outline);
      } else {
        pen.fill(outline);
        pen.setClip(outline);
        decorate(pen, shade);
      }
      pen.dispose();
      return noisy(((DataBufferByte) canvas.getRaster().getDataBuffer()).getData());
    }

    private AffineTransform pose() {
      AffineTransform pose = new AffineTransform();
      pose.translate(SIZE / 2.0 + random.between(-2, 2), SIZE / 2.0 + random.between(-2, 2));
      pose.rotate(random.between(-0.14, 0.14));
      pose.shear(random.between(-0.12, 0.12), 0);
      pose.scale(SIZE * random.between(0.72, 1.0), SIZE * random.between(0.72, 1.0));
      pose.translate(-0.5, -0.5);
      return pose;
    }

    private Path2D outline() {
      return switch (clazz) {
        case 0 -> top(random.between(0.1, 0.5), 0.9, 0.24, 0);
        case 1 -> trouser();
        case 2 -> top(random.between(0.45, 0.95), 0.9, 0.24, 0);
        case 3 -> top(random.between(0.0, 0.5), 1.0, 0.15, random.between(0.0, 0.2));
        case 4 -> top(random.between(0.55, 0.95), 1.0, 0.25, random.between(0.0, 0.06));
        case 5 -> sandal();
        case 6 -> top(random.between(0.15, 0.9), 0.94, 0.23, random.between(0.0, 0.04));
        case 7 -> shoe(random.between(0.42, 0.56));
        case 8 -> bag();
        default -> shoe(random.between(0.12, 0.48));
      };
    }

    /** Upper-body garments: sleeve and length in unit heights, half-width, widening at the hem. */
    private Path2D top(double sleeve, double length, double half, double flare) {
      half += random.between(-0.03, 0.03);
      double cuff = 0.5 - half - 0.05 - 0.12 * sleeve;
      double sleeveEnd = 0.14 + 0.75 * sleeve;
      double neck = random.between(0.06, 0.12);
      return polygon(
          0.5 - neck,
          0.04,
          0.5,
          0.04 + neck * 0.7,
          0.5 + neck,
          0.04,
          0.5 + half,
          0.1,
          1 - cuff,
          sleeveEnd,
          1 - cuff - 0.12,
          sleeveEnd + 0.02,
          0.5 + half * 0.95,
          0.32,
          0.5 + half + flare,
          length,
          0.5 - half - flare,
          length,
          0.5 - half * 0.95,
          0.32,
          cuff + 0.12,
          sleeveEnd + 0.02,
          cuff,
          sleeveEnd,
          0.5 - half,
          0.1);
    }

    private Path2D trouser() {
      double hip = random.between(0.14, 0.22);
      double gap = random.between(0.0, 0.08);
      double leg = random.between(0.1, 0.16);
      return polygon(
          0.5 - hip,
          0.02,
          0.5 + hip,
          0.02,
          0.5 + gap + leg,
          0.98,
          0.5 + gap,
          0.98,
          0.5,
          0.3,
          0.5 - gap,
          0.98,
          0.5 - gap - leg,
          0.98);
    }

    private Path2D sandal() {
      double heel = random.between(0.45, 0.75);
      Path2D straps = polygon(0.05, heel, 0.35, 0.74, 0.95, 0.8, 0.9, 0.84, 0.1, 0.82);
      straps.moveTo(0.3, 0.74);
      straps.curveTo(0.4, random.between(0.3, 0.6), 0.6, random.between(0.4, 0.6), 0.75, 0.77);
      straps.moveTo(0.1, heel);
      straps.lineTo(random.between(0.2, 0.4), random.between(0.3, 0.6));
      straps.lineTo(0.5, 0.76);
      return straps;
    }

    private Path2D shoe(double ankle) {
      double shaft = random.between(0.3, 0.46);
      double toe = random.between(0.56, 0.68);
      return polygon(
          0.06,
          ankle,
          shaft,
          ankle,
          shaft + 0.08,
          toe - 0.06,
          0.8,
          toe,
          0.97,
          0.74,
          0.97,
          0.84,
          0.05,
          0.84);
    }

    private Path2D bag() {
      double top = random.between(0.3, 0.5);
      double slope = random.between(0.0, 0.12);
      Path2D bag = polygon(0.06 + slope, top, 0.94 - slope, top, 0.96, 0.92, 0.04, 0.92);
      double handle = random.between(0.05, top);
      bag.append(
          polygon(
              0.3,
              top,
              0.36,
              handle,
              0.64,
              handle,
              0.7,
              top,
              0.64,
              top,
              0.6,
              handle + 0.05,
              0.4,
              handle + 0.05,
              0.36,
              top),
          false);
      return bag;
    }

    private void decorate(Graphics2D pen, int shade) {
      int other = Math.clamp(shade + (int) random.between(-120, 120), 20, 255);
      pen.setColor(gray(other));
      pen.setStroke(new BasicStroke((float) random.between(0.02, 0.08)));
      double spacing = random.between(0.1, 0.4);
      double slant = random.between(-0.5, 0.5);
      if (random.unit() < 0.5) {
        for (double y = random.between(0, spacing); y < 1.2; y += spacing) {
          pen.draw(polygon(0, y, 1, y + slant, 1, y + slant));
        }
      }
      if (random.unit() < 0.4) {
        pen.draw(polygon(0.5, 0, 0.5, 1, 0.5, 1));
      }
    }

    private byte[] noisy(byte[] drawn) {
      double strength = random.between(6, 34);
      for (int i = 0; i < drawn.length; i++) {
        double noise = strength * (random.unit() + random.unit() - 1);
        drawn[i] = (byte) Math.clamp(Math.round((drawn[i] & 0xff) + noise), 0, 255);
      }
      return drawn;
    }

    private static Color gray(int shade) {
      return new Color(shade, shade, shade);
    }

    private static Path2D polygon(double... xy) {
      Path2D path = new Path2D.Double();
      path.moveTo(xy[0], xy[1]);
      for (int i = 2; i < xy.length; i += 2) {
        path.lineTo(xy[i], xy[i + 1]);
      }
      path.closePath();
      return path;
    }
  }
}
