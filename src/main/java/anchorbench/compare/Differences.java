package anchorbench.compare;

import anchorbench.device.EngineDescriptor;
import anchorbench.result.RunRecord;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** What an engine ran with, where it is not the same on both sides. */
final class Differences {
  private Differences() {}

  static void mark(
      RunRecord baseline,
      RunRecord contender,
      Map<String, SampleGroup> before,
      Map<String, SampleGroup> after) {
    for (RunRecord.EngineEntry engine : baseline.engines()) {
      contender.engines().stream()
          .filter(other -> other.name().equals(engine.name()))
          .filter(other -> engine.info() != null && other.info() != null)
          .map(other -> between(engine.info(), other.info()))
          .filter(Objects::nonNull)
          .forEach(
              difference -> {
                String suffix = " " + engine.name();
                before.forEach((key, side) -> mark(key, suffix, side, difference));
                after.forEach((key, side) -> mark(key, suffix, side, difference));
              });
    }
  }

  private static void mark(String key, String suffix, SampleGroup side, String difference) {
    if (key.endsWith(suffix)) {
      side.differs = difference;
    }
  }

  private static String between(EngineDescriptor from, EngineDescriptor to) {
    if (from.threads() != to.threads()) {
      return String.format(Locale.ROOT, "%d and %d threads", from.threads(), to.threads());
    }
    return from.precision().equals(to.precision())
        ? null
        : from.precision() + " and " + to.precision();
  }
}
