package anchorbench.foreign;

import static org.junit.jupiter.api.Assertions.assertEquals;

import anchorbench.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/** A library's own header, to which the C compiler holds the prototypes of a binding. */
public record CHeader(String name, List<Path> folders) {
  /** One that comes with the compiler or the system. */
  public CHeader(String name) {
    this(name, List.of());
  }

  /**
   * One that a jar on the class path holds, with those that it includes.
   *
   * @param root the folder of headers in the jar
   * @param into where they are unpacked
   */
  public static CHeader unpacked(Path into, String root, String name, String... included)
      throws IOException {
    List<String> all = new ArrayList<>(List.of(included));
    all.add(name);
    for (String each : all) {
      Path target = into.resolve(each);
      Files.createDirectories(target.getParent());
      try (InputStream header = CHeader.class.getResourceAsStream(root + "/" + each)) {
        Assumptions.assumeTrue(header != null, each + " is in no jar of this build");
        Files.copy(header, target);
      }
    }
    return new CHeader(name, List.of(into));
  }

  /** Symbols of a library that is not opened: what is bound to them is never called. */
  public static SymbolLookup nowhere() {
    return name -> Optional.of(MemorySegment.ofAddress(1));
  }

  /** Fails unless the header declares each of these functions, and declares it alike. */
  public void declares(List<Prototype> prototypes, Path scratch)
      throws IOException, InterruptedException {
    Answer answer = compile(prototypes, scratch);
    assertEquals(0, answer.exit(), answer.text());
  }

  Answer compile(List<Prototype> prototypes, Path scratch)
      throws IOException, InterruptedException {
    StringBuilder source = new StringBuilder("#include <").append(name).append(">\n");
    for (Prototype each : prototypes) {
      // A second declaration must agree with the first, and there must be a first.
      source.append("void *address_of_").append(each.name()).append("(void) {");
      source.append(" return (void *)").append(each.name()).append("; }\n");
      source.append(each.text()).append(";\n");
    }
    Path file = Files.writeString(scratch.resolve("prototypes.c"), source);
    List<String> command = new ArrayList<>(List.of("gcc", "-std=gnu11", "-fsyntax-only"));
    folders.forEach(folder -> command.add("-I" + folder));
    command.add(file.toString());
    Answer answer = Answer.of(command);
    Assumptions.assumeTrue(answer.exit() >= 0, "gcc is not installed");
    return answer;
  }
}
