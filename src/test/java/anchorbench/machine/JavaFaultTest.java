package anchorbench.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.Runtime.Version;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JavaFaultTest {
  @ParameterizedTest
  @ValueSource(strings = {"25", "25-ea", "25.0.1+8-LTS", "25.0.2"})
  void faultyUnderG1(String version) {
    String warning = JavaFault.of(Version.parse(version), true).orElseThrow();
    assertTrue(warning.contains("JDK-8377811") && warning.contains("25.0.3"), warning);
    assertEquals(Optional.empty(), JavaFault.of(Version.parse(version), false));
  }

  @ParameterizedTest
  @ValueSource(strings = {"25.0.3+9-LTS", "25.0.4", "25.1", "26", "27-ea"})
  void mended(String version) {
    assertEquals(Optional.empty(), JavaFault.of(Version.parse(version), true));
  }
}
