package anchorbench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What must not be in the sources and leaves no trace, or an unclear one, in class files. */
class SourceRulesTest {
  private static final List<Path> FOLDERS =
      List.of(Path.of("src/main/java"), Path.of("benchmarks"));

  /** Whoever makes a thing keeps it under its own type; a cast would be a guess about another's. */
  @Test
  void nothingOfOursIsCast() throws IOException {
    assertEquals(List.of(), SourceCounts.of(FOLDERS).casts());
  }

  /** Bindings call what others have declared. */
  @Test
  void parameterListsAreShortButInBindings() throws IOException {
    List<String> bindings = List.of("OpenBlas.java", "MachineCode.java", "OneDnn.java");
    assertEquals(
        List.of(),
        SourceCounts.of(FOLDERS).longParameterLists().stream()
            .filter(each -> bindings.stream().noneMatch(each::startsWith))
            .toList());
  }

  @Test
  void recordsHaveFewComponents() throws IOException {
    assertEquals(List.of(), SourceCounts.of(FOLDERS).longRecords());
  }
}
