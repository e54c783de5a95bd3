package anchorbench.cli;

import anchorbench.InputException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Names of files that this process cannot speak of. In the C locale, which containers start with,
 * Java knows ASCII alone: it reads every other letter as {@link #LOST}, and no file can be named
 * with it again.
 */
final class Unnameable {
  private static final char LOST = '\uFFFD';
  private static final String ENCODING = System.getProperty("sun.jnu.encoding", "UTF-8");
  private static final boolean HAS_EVERY_LETTER = ENCODING.equalsIgnoreCase("UTF-8");

  private Unnameable() {}

  /** Before anything is made of them, or handed on to another process with letters missing. */
  static void refuse(String... arguments) {
    for (String argument : arguments) {
      if (!HAS_EVERY_LETTER && argument.indexOf(LOST) >= 0) {
        throw new InputException("argument " + reason(argument));
      }
    }
  }

  static String reason(InvalidPathException e) {
    return HAS_EVERY_LETTER
        ? "'%s' cannot be the name of a file: %s".formatted(e.getInput(), e.getReason())
        : reason(e.getInput());
  }

  private static String reason(String name) {
    return "'%s': the encoding of this locale, %s, lacks letters of it. Cure: LC_ALL=C.UTF-8"
        .formatted(name.replace(LOST, '?'), ENCODING);
  }

  /** For options that are paths. */
  static final class PathConverter implements ITypeConverter<Path> {
    @Override
    public Path convert(String value) {
      try {
        return Path.of(value);
      } catch (InvalidPathException e) {
        throw new TypeConversionException(reason(e));
      }
    }
  }
}
