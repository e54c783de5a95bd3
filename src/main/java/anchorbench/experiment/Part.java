package anchorbench.experiment;

import anchorbench.experiment.protocol.Choice;
import anchorbench.experiment.protocol.Protocol;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.Locale;

/**
 * A part of an experiment, described: with the protocol and the images, all that somebody must be
 * told to make it. Two parts of one name are the same part.
 *
 * @param <R> what it comes to
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "part")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Part.RawPixels.class, name = "raw-pixels"),
  @JsonSubTypes.Type(value = Part.Candidate.class, name = "candidate"),
  @JsonSubTypes.Type(value = Part.Control.class, name = "control"),
  @JsonSubTypes.Type(value = Part.OneTrial.class, name = "trial")
})
public sealed interface Part<R> {
  /** Its identity, and the name of its file. */
  String name();

  /** For a person: {@code mean:30 seed 4}. */
  String label();

  Class<R> type();

  /** Work items of it, for a progress bar: an epoch is one, a test is one. */
  int items(Protocol protocol);

  /** The control without any network. */
  record RawPixels() implements Part<Scores> {
    @Override
    public String name() {
      return "pixels";
    }

    @Override
    public String label() {
      return "raw pixels";
    }

    @Override
    public Class<Scores> type() {
      return Scores.class;
    }

    @Override
    public int items(Protocol protocol) {
      return 1;
    }
  }

  /** One candidate of an arm's choice from one seed. */
  record Candidate(String arm, Choice choice, int epochs, long seed)
      implements Part<Tuning.Attempt> {
    @Override
    public String name() {
      return String.format(
          Locale.ROOT,
          "tuning-%s-margin%s-rate%s-epochs%d-seed%d",
          fileName(arm),
          choice.margin(),
          choice.learningRate(),
          epochs,
          seed);
    }

    @Override
    public String label() {
      return "tuning " + arm;
    }

    @Override
    public Class<Tuning.Attempt> type() {
      return Tuning.Attempt.class;
    }

    @Override
    public int items(Protocol protocol) {
      return epochs + 1;
    }
  }

  /** The control of a seed: its network before the first step. */
  record Control(long seed) implements Part<Experiment.Untrained> {
    @Override
    public String name() {
      return "untrained-seed" + seed;
    }

    @Override
    public String label() {
      return "untrained seed " + seed;
    }

    @Override
    public Class<Experiment.Untrained> type() {
      return Experiment.Untrained.class;
    }

    @Override
    public int items(Protocol protocol) {
      return 1;
    }
  }

  /** One trial of an arm. */
  record OneTrial(String arm, long seed, Choice choice) implements Part<Trial> {
    @Override
    public String name() {
      return String.format(Locale.ROOT, "%s-seed%d", fileName(arm), seed);
    }

    @Override
    public String label() {
      return String.format(Locale.ROOT, "%s seed %d", arm, seed);
    }

    @Override
    public Class<Trial> type() {
      return Trial.class;
    }

    @Override
    public int items(Protocol protocol) {
      return protocol.training().epochs() + 1;
    }
  }

  private static String fileName(String arm) {
    return arm.replace(':', '-').replace(">", "-then-").replace('@', '-').replace("%", "pc");
  }
}
