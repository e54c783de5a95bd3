package anchorbench.source;

import anchorbench.InputException;
import anchorbench.data.ContentChecksum;
import anchorbench.data.DataSet;
import anchorbench.data.Findings;
import anchorbench.data.ImageSet;
import anchorbench.data.KnownSet;
import anchorbench.decode.PixelForm.Channels;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The set that a listing of image files is. Decoded once into a file of the cache, which is mapped
 * from then on as long as no file changes its name, size or time.
 */
final class ImageFiles {
  /** Of what is made of a file; another number decodes all anew. */
  private static final int VERSION = 2;

  private final Listing listing;
  private final ReadOptions options;
  private final DecodedCache cache;

  private ImageFiles(Listing listing, ReadOptions options, DecodedCache cache) {
    this.listing = listing;
    this.options = options;
    this.cache = cache;
  }

  /**
   * @param log gets what was found, a line each
   * @throws InputException if an image cannot be read, or the set cannot be trained on
   */
  static DataSet read(
      Listing listing, ReadOptions options, DecodedCache cache, Consumer<String> log) {
    return new ImageFiles(listing, options, cache).read(log);
  }

  private DataSet read(Consumer<String> log) {
    if (listing.images().isEmpty()) {
      throw new InputException(listing.place() + ": no images there");
    }
    String key = listing.key(VERSION, options);
    DecodedEntry entry = cache.find(key);
    if (entry == null) {
      entry = decode(key);
    }
    Findings findings = withNotesOf(listing, entry.findings());
    findings.notes().forEach(note -> log.accept(listing.place() + ": " + note));
    return dataSet(entry, findings);
  }

  /** What was left out of the listing changes without a change of what is in it. */
  private static Findings withNotesOf(Listing listing, Findings decoded) {
    List<String> notes = new ArrayList<>(listing.notes());
    notes.addAll(decoded.notes());
    return new Findings(decoded.formats(), decoded.sizes(), notes);
  }

  private DataSet dataSet(DecodedEntry entry, Findings findings) {
    List<ImageSet> halves = cache.open(entry);
    return new DataSet(
        KnownSet.of(entry.sha256()).map(KnownSet::name).orElseGet(listing::name),
        listing.place().toString(),
        entry.sha256(),
        false,
        halves.get(0),
        halves.get(1),
        findings);
  }

  private DecodedEntry decode(String key) {
    double share = options.testShare() == null ? ReadOptions.USUAL_TEST_SHARE : options.testShare();
    boolean splits = listing.images().stream().anyMatch(image -> image.split() == null);
    Listing halves = ContentSplit.of(listing, share, options.skipUnreadable());
    OrderedImages ordered = OrderedImages.of(halves);
    List<String> notes = new ArrayList<>();
    if (splits) {
      notes.add(
          String.format(
              Locale.ROOT,
              "%.0f %% of each class are test images, chosen by the content of their files",
              100 * share));
    }
    List<ListedImage> all = ordered.all();
    Decoding first = named(() -> Decoding.prepared(all, options.form()));
    return cache.write(
        key,
        (long) first.shape().size() * all.size(),
        file -> decodeInto(file, first, ordered, all, notes));
  }

  private DecodedEntry decodeInto(
      FileChannel file,
      Decoding first,
      OrderedImages ordered,
      List<ListedImage> all,
      List<String> notes)
      throws IOException {
    Decoding decoding = first;
    if (!run(decoding, file, layout(decoding, ordered))) {
      decoding = first.inColour();
      run(decoding, file, layout(decoding, ordered));
    }
    Set<Integer> missing = decoding.unreadable().keySet();
    if (!missing.isEmpty()) {
      if (!options.skipUnreadable()) {
        throw LeftOut.refusal(all, decoding.unreadable());
      }
      LeftOut.close(file, layout(decoding, ordered), missing);
      notes.add(LeftOut.sentence(all, decoding.unreadable()) + "; left out");
    }
    DecodedFile written = finish(file, layout(decoding, ordered), ordered, missing);
    notes.addAll(Duplicates.ofFiles(all, ordered.train().size(), decoding.digests(), missing));
    if (options.form().channels() == Channels.AS_STORED) {
      addNoteOnGrey(notes, decoding, all.size() - missing.size());
    }
    return new DecodedEntry(
        written.sha256(),
        ordered.classNames(),
        new Findings(decoding.formats(), decoding.sizes(), notes));
  }

  /** Writes what follows the pixels. */
  private DecodedFile finish(
      FileChannel file, DecodedFile layout, OrderedImages ordered, Set<Integer> missing)
      throws IOException {
    List<ListedImage> train = LeftOut.without(ordered.train(), missing, 0);
    List<ListedImage> test = LeftOut.without(ordered.test(), missing, ordered.train().size());
    requireEveryClass(ordered, "training", train);
    requireEveryClass(ordered, "test", test);
    DecodedFile filled = layout.with(train.size(), test.size());
    filled.writeLabels(file, ordered.labels(LeftOut.without(ordered.all(), missing, 0)));
    List<ImageSet> halves = filled.open(file, ordered.classNames());
    DecodedFile whole = filled.with(ContentChecksum.of(halves.get(0), halves.get(1)));
    whole.writeEnd(file);
    return whole;
  }

  private static DecodedFile layout(Decoding decoding, OrderedImages ordered) {
    return DecodedFile.of(decoding.shape(), ordered.train().size(), ordered.test().size());
  }

  private boolean run(Decoding decoding, FileChannel file, DecodedFile layout) throws IOException {
    try {
      return named(() -> decoding.run(file, layout));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** Messages begin with the place. */
  private <T> T named(Supplier<T> step) {
    try {
      return step.get();
    } catch (InputException e) {
      throw new InputException(listing.place() + ": " + e.getMessage(), e);
    }
  }

  private void requireEveryClass(OrderedImages ordered, String half, List<ListedImage> images) {
    Set<String> present = images.stream().map(ListedImage::className).collect(Collectors.toSet());
    for (String name : ordered.classNames()) {
      if (!present.contains(name)) {
        throw new InputException(
            "%s: class %s has no %s image that can be read; repair some or leave the class out"
                .formatted(listing.place(), name, half));
      }
    }
  }

  private static void addNoteOnGrey(List<String> notes, Decoding decoding, int images) {
    int grey = decoding.greyInColour();
    if (grey == images) {
      notes.add(
          "all images are stored in colour and show none; --grey makes them a third as large");
    } else if (grey > 0) {
      notes.add(
          String.format(
              Locale.ROOT,
              "%,d of %,d images show no colours; the set is in colour",
              grey,
              images));
    }
  }
}
