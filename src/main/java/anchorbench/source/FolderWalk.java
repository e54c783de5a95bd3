package anchorbench.source;

import anchorbench.InputException;
import anchorbench.data.Split;
import anchorbench.decode.ImageDecoder;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Collects the image files below folders, at any depth. Left out are what the system hides and what
 * no ending says to be an image. A symbolic link to a file inside is taken as a file; a link that
 * leads out is taken for an image that cannot be read, since who copies the folder elsewhere would
 * lose it.
 */
final class FolderWalk {
  private static final Set<String> OF_SYSTEMS =
      Set.of("__macosx", "@eadir", "$recycle.bin", "thumbs.db", "desktop.ini");

  /** Of the root's path with the slash behind it: names are what follows. */
  private final int rootLength;

  private final Path realRoot;
  private final List<ListedImage> images = new ArrayList<>();
  private final Map<String, Integer> otherEndings = new TreeMap<>();
  private int linkedFolders;

  /**
   * @param root names of images are relative to it
   */
  FolderWalk(Path root) {
    rootLength = root.resolve("x").toString().length() - 1;
    try {
      realRoot = root.toRealPath();
    } catch (IOException e) {
      throw unlistable(root, e);
    }
  }

  static boolean isIgnored(String name) {
    return name.startsWith(".") || OF_SYSTEMS.contains(name.toLowerCase(Locale.ROOT));
  }

  /**
   * In another encoding than the names are in, two classes may come out as one.
   *
   * @throws InputException if the name has letters that Java cannot tell
   */
  static void requireReadable(Path file) {
    requireReadable(file, file.getFileName().toString());
  }

  private static void requireReadable(Path file, String name) {
    if (name.indexOf('\ufffd') >= 0) {
      throw new InputException(
          file
              + ": this locale's encoding lacks letters of this name; set LC_ALL=C.UTF-8, or rename"
              + " it");
    }
  }

  static InputException unlistable(Path folder, IOException e) {
    String why = e instanceof AccessDeniedException ? "permission denied" : e.getMessage();
    return new InputException(folder + ": cannot be listed: " + why, e);
  }

  /** Images that lie in a folder itself. */
  static int looseImages(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return (int)
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> !isIgnored(name) && isImage(name))
              .count();
    } catch (IOException e) {
      throw unlistable(folder, e);
    }
  }

  /** Takes the images below a folder as those of a class. */
  FolderWalk take(Path folder, String className, Split split) {
    try {
      Files.walkFileTree(
          folder,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path each, BasicFileAttributes attributes) {
              return isIgnored(each.getFileName().toString())
                  ? FileVisitResult.SKIP_SUBTREE
                  : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              visit(file, attributes, className, split);
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw unlistable(folder, e);
    }
    return this;
  }

  /** Takes what another one found besides. */
  void add(FolderWalk other) {
    images.addAll(other.images);
    other.otherEndings.forEach((ending, count) -> otherEndings.merge(ending, count, Integer::sum));
    linkedFolders += other.linkedFolders;
  }

  private void visit(Path file, BasicFileAttributes attributes, String className, Split split)
      throws IOException {
    String name = file.getFileName().toString();
    if (isIgnored(name)) {
      return;
    }
    requireReadable(file, name);
    boolean link = attributes.isSymbolicLink();
    if (link && Files.isDirectory(file)) {
      linkedFolders++;
      return;
    }
    if (!isImage(name)) {
      otherEndings.merge(ending(name), 1, Integer::sum);
      return;
    }
    String problem = null;
    BasicFileAttributes of = attributes;
    if (link) {
      problem = problemOfLink(file);
      of = problem == null ? Files.readAttributes(file, BasicFileAttributes.class) : attributes;
    }
    if (problem == null && !of.isRegularFile()) {
      problem = "not a regular file";
    }
    images.add(
        new ListedImage(
            file,
            file.toString().substring(rootLength).replace('\\', '/'),
            className,
            split,
            of.size(),
            of.lastModifiedTime().to(TimeUnit.NANOSECONDS),
            problem));
  }

  private String problemOfLink(Path link) {
    try {
      Path target = link.toRealPath();
      return target.startsWith(realRoot)
          ? null
          : "a symbolic link that leaves the folder, to "
              + target
              + "; copy the file here, or name it in a list";
    } catch (IOException e) {
      return "a symbolic link that leads nowhere";
    }
  }

  /** By the ending alone. */
  static boolean isImage(String name) {
    return ImageDecoder.ENDINGS.contains(ending(name));
  }

  private static String ending(String name) {
    int dot = name.lastIndexOf('.');
    return dot < 0 ? "" : name.substring(dot + 1).toLowerCase(Locale.ROOT);
  }

  List<ListedImage> images() {
    return images;
  }

  /** Names of the folders in one that was taken, as far as there are images below them. */
  NavigableSet<String> foldersIn(Path taken) {
    int begin = taken.toString().length() + 1 - rootLength;
    NavigableSet<String> names = new TreeSet<>();
    for (ListedImage image : images) {
      int end = image.name().indexOf('/', begin);
      if (end > 0) {
        names.add(image.name().substring(begin, end));
      }
    }
    return names;
  }

  /** What was left out. */
  List<String> notes() {
    List<String> notes = new ArrayList<>();
    otherEndings.forEach(
        (ending, count) ->
            notes.add(
                String.format(
                    Locale.ROOT,
                    "%,d file%s %s left out: no format that is read",
                    count,
                    count == 1 ? "" : "s",
                    ending.isEmpty() ? "without an ending" : "ending in ." + ending)));
    if (linkedFolders > 0) {
      notes.add(
          String.format(
              Locale.ROOT,
              "%,d symbolic link%s to folders left out; copy what they lead to",
              linkedFolders,
              linkedFolders == 1 ? "" : "s"));
    }
    return notes;
  }
}
