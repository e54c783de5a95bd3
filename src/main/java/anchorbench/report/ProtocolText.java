package anchorbench.report;

import anchorbench.experiment.protocol.Protocol;
import anchorbench.output.Json;

/** A protocol's settings, each on a line. */
public final class ProtocolText {
  private ProtocolText() {}

  public static String of(Protocol protocol) {
    StringBuilder text = new StringBuilder();
    for (String line : Json.text(protocol).lines().toList()) {
      if (!line.equals("{") && !line.equals("}")) {
        text.append("protocol ")
            .append(line.replaceAll("[\",]+$|\"", "").stripTrailing())
            .append('\n');
      }
    }
    return text.toString();
  }
}
