package anchorbench.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The jars that are handed on carry what their libraries' licences ask for. */
class LicencesIT {
  /** By the names that libraries give such files, in whatever folder. */
  private static final Pattern LICENCE =
      Pattern.compile(
          "(?i)(.*/)?([^/]*(licen[cs]e|notice|copying|copyright|third.?party)[^/]*"
              + "|dependencies|about[^/]*\\.html?|(al|l?gpl|agpl|epl|mpl|bsd|mit)-?[0-9.]*(\\.txt)?)");

  private static boolean isLicence(ZipEntry entry) {
    return !entry.isDirectory()
        && !entry.getName().endsWith(".class")
        && LICENCE.matcher(entry.getName()).matches();
  }

  private static String text(ZipFile jar, ZipEntry entry) {
    try (var in = jar.getInputStream(entry)) {
      return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new AssertionError(entry.getName(), e);
    }
  }

  private static List<Path> libraries() {
    List<Path> jars = new ArrayList<>();
    for (String part : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      if (part.endsWith(".jar")) {
        jars.add(Path.of(part));
      }
    }
    return jars;
  }

  /** The tests' own libraries are on the class path too, and not in the jar. */
  private static boolean carries(ZipFile whole, ZipFile library) {
    return library.stream()
        .map(ZipEntry::getName)
        .filter(name -> name.endsWith(".class") || name.endsWith(".so"))
        .filter(name -> !name.startsWith("META-INF/") && !name.endsWith("module-info.class"))
        .anyMatch(name -> whole.getEntry(name) != null);
  }

  @ParameterizedTest
  @ValueSource(strings = {"anchorbench.jar", "benchmarks.jar"})
  void everyLibrarysLicenceIsInTheJarAndItsNameInTheNotice(String name) throws IOException {
    try (ZipFile whole = new ZipFile(System.getProperty(name))) {
      List<String> texts =
          whole.stream().filter(LicencesIT::isLicence).map(entry -> text(whole, entry)).toList();
      String notice = text(whole, whole.getEntry("META-INF/NOTICE"));
      List<String> missing = new ArrayList<>();
      int found = 0;
      for (Path path : libraries()) {
        try (ZipFile library = new ZipFile(path.toFile())) {
          if (!carries(whole, library)) {
            continue;
          }
          for (ZipEntry entry : library.stream().filter(LicencesIT::isLicence).toList()) {
            String licence = text(library, entry);
            found++;
            if (texts.stream().noneMatch(text -> text.contains(licence))) {
              missing.add(path.getFileName() + "!" + entry.getName());
            }
          }
          String artifact = path.getParent().getParent().getFileName().toString();
          if (!Pattern.compile("(?m)(^|[ ,(])" + artifact + "([,: )]|$)").matcher(notice).find()) {
            missing.add(artifact + " in NOTICE");
          }
        }
      }
      assertEquals(List.of(), missing);
      assertTrue(found > 20, found + " licences found in libraries");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"anchorbench.jar", "benchmarks.jar"})
  void oursComesFirst(String name) throws IOException {
    try (ZipFile whole = new ZipFile(System.getProperty(name))) {
      for (String file : List.of("LICENSE", "NOTICE")) {
        String ours = Files.readString(Path.of(file), StandardCharsets.ISO_8859_1);
        String merged = text(whole, whole.getEntry("META-INF/" + file));
        assertTrue(merged.startsWith(ours), file);
      }
    }
  }
}
