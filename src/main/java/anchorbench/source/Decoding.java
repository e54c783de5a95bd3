package anchorbench.source;

import anchorbench.InputException;
import anchorbench.data.Shape;
import anchorbench.decode.ImageDecoder;
import anchorbench.decode.PixelForm;
import anchorbench.decode.PixelForm.Channels;
import anchorbench.decode.Planes;
import anchorbench.decode.UnreadableImageException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;

/**
 * Decodes image files on all processors, each into its place of a file. Of an image in the wrong
 * size only the header is read: then it is enough to count.
 */
final class Decoding {
  /** Images looked at to learn whether a set is in colour. */
  private static final int PROBES = 32;

  private final List<ListedImage> images;
  private final PixelForm form;
  private final Shape shape;

  /** Whether the first images alone say that none is in colour. */
  private final boolean greyIsGuessed;

  private final ContentDigests digests;
  private final Map<String, LongAdder> formats = new ConcurrentHashMap<>();
  private final Map<String, LongAdder> sizes = new ConcurrentHashMap<>();
  private final ConcurrentSkipListMap<Integer, String> unreadable = new ConcurrentSkipListMap<>();
  private final LongAdder greyInColour = new LongAdder();
  private volatile boolean colourAmongGrey;

  private Decoding(List<ListedImage> images, PixelForm form, Shape shape, boolean greyIsGuessed) {
    this.images = images;
    this.form = form;
    this.shape = shape;
    this.greyIsGuessed = greyIsGuessed;
    digests = new ContentDigests(images.size());
  }

  /**
   * Learns from some of the images what all are to be made into.
   *
   * @param files all of a set
   * @throws InputException if none of the first can be read
   */
  static Decoding prepared(List<ListedImage> files, PixelForm wanted) {
    try (ImageDecoder decoder = new ImageDecoder()) {
      Shape first = null;
      boolean colour = false;
      String problem = null;
      int step = Math.ceilDiv(files.size(), PROBES);
      for (int i = 0; i < files.size() && (first == null || i < step * PROBES); i += step) {
        try {
          Planes planes = decoder.open(content(files.get(i))).read();
          first = first == null ? planes.shape() : first;
          colour |= !planes.isGrey();
        } catch (UnreadableImageException e) {
          problem = problem == null ? files.get(i).file() + ": " + e.getMessage() : problem;
        }
      }
      if (first == null) {
        throw new InputException(
            problem
                + "; none of "
                + Math.ceilDiv(files.size(), step)
                + " images tried can be read");
      }
      boolean guessed = wanted.channels() == Channels.AS_STORED;
      Channels seen = colour ? Channels.COLOUR : Channels.GREY;
      Channels channels = guessed ? seen : wanted.channels();
      return new Decoding(
          files, wanted.with(channels), shape(first, wanted, channels), guessed && !colour);
    }
  }

  private static Shape shape(Shape first, PixelForm wanted, Channels channels) {
    int planes = channels == Channels.COLOUR ? 3 : 1;
    return wanted.size() == null
        ? new Shape(planes, first.height(), first.width())
        : new Shape(planes, wanted.size().height(), wanted.size().width());
  }

  /** The same for images in colour: one of a grey set was. */
  Decoding inColour() {
    return new Decoding(
        images, form.with(Channels.COLOUR), new Shape(3, shape.height(), shape.width()), false);
  }

  Shape shape() {
    return shape;
  }

  /**
   * Decodes all of them.
   *
   * @return whether that is done; false if a set that looked grey has an image in colour
   * @throws InputException if images are of several sizes and none was asked for
   */
  boolean run(FileChannel into, DecodedFile layout) {
    FileWorkers.forEach("decoding images", images.size(), () -> worker(into, layout));
    if (colourAmongGrey) {
      return false;
    }
    if (form.size() == null && sizes.size() > 1) {
      throw new InputException(
          "images are of %s sizes: %s; make them one with --size HEIGHTxWIDTH (e.g. --size %sx%s)"
              .formatted(sizes.size(), sizesText(), shape.height(), shape.width()));
    }
    return true;
  }

  private IntConsumer worker(FileChannel into, DecodedFile layout) {
    // Given up with its thread; it holds no file.
    ImageDecoder decoder = new ImageDecoder();
    return i -> {
      try {
        Planes planes = colourAmongGrey ? null : decoded(decoder, i);
        if (planes != null) {
          DecodedFile.write(into, ByteBuffer.wrap(planes.samples()), layout.offset(i));
        }
      } catch (UnreadableImageException e) {
        unreadable.put(i, e.getMessage());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (OutOfMemoryError e) {
        // No bad file: with more memory the set would be another.
        throw new InputException(
            images.get(i).file() + ": does not fit in Java's memory; give it more with -Xmx", e);
      }
    };
  }

  /** Null if the image is not to be stored, since the run has failed. */
  private Planes decoded(ImageDecoder decoder, int i) throws UnreadableImageException {
    byte[] content = content(images.get(i));
    digests.set(i, content);
    ImageDecoder.OpenImage image = decoder.open(content);
    String size = image.height() + "x" + image.width();
    boolean fits =
        form.size() != null || (image.height() == shape.height() && image.width() == shape.width());
    if (!fits) {
      count(sizes, size);
      return null;
    }
    Planes planes = image.read();
    count(sizes, size);
    count(formats, image.format());
    if (greyIsGuessed && !planes.isGrey()) {
      colourAmongGrey = true;
      return null;
    }
    if (form.channels() == Channels.COLOUR
        && (planes.isGrey() || PixelForm.isGreyInColour(planes))) {
      greyInColour.increment();
    }
    return form.apply(planes);
  }

  private static void count(Map<String, LongAdder> counts, String what) {
    counts.computeIfAbsent(what, _ -> new LongAdder()).increment();
  }

  private static byte[] content(ListedImage image) throws UnreadableImageException {
    if (image.problem() != null) {
      throw new UnreadableImageException(image.problem());
    }
    if (image.bytes() > FileWorkers.LARGEST_FILE) {
      throw new UnreadableImageException(
          String.format(
              Locale.ROOT,
              "%,d bytes; at most %,d are read",
              image.bytes(),
              FileWorkers.LARGEST_FILE));
    }
    try {
      return Files.readAllBytes(image.file());
    } catch (NoSuchFileException e) {
      throw new UnreadableImageException("no such file any more");
    } catch (AccessDeniedException e) {
      throw new UnreadableImageException("permission denied");
    } catch (IOException e) {
      throw new UnreadableImageException("cannot be read: " + e.getMessage());
    }
  }

  /** Positions of images that could not be decoded, with the reason. */
  SortedMap<Integer, String> unreadable() {
    return unreadable;
  }

  ContentDigests digests() {
    return digests;
  }

  Map<String, Integer> formats() {
    return counts(formats);
  }

  /** As they were, height by width. */
  Map<String, Integer> sizes() {
    return counts(sizes);
  }

  /** Images without colours in a set that has three planes. */
  int greyInColour() {
    return greyInColour.intValue();
  }

  private static Map<String, Integer> counts(Map<String, LongAdder> adders) {
    Map<String, Integer> counts = new TreeMap<>();
    adders.forEach((what, count) -> counts.put(what, count.intValue()));
    return counts;
  }

  private String sizesText() {
    int shown = 4;
    List<Map.Entry<String, Integer>> most =
        sizes().entrySet().stream()
            .sorted(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder()))
            .toList();
    String text =
        most.stream()
            .limit(shown)
            .map(e -> String.format(Locale.ROOT, "%s (%,d)", e.getKey(), e.getValue()))
            .collect(Collectors.joining(", "));
    return most.size() > shown ? text + " and " + (most.size() - shown) + " more" : text;
  }
}
