package anchorbench.report;

import anchorbench.experiment.Comparison;
import anchorbench.experiment.Experiment;
import anchorbench.experiment.Scores;
import anchorbench.experiment.Trial;
import anchorbench.experiment.ValidationSplit;
import anchorbench.experiment.protocol.Protocol;
import anchorbench.metric.LinearProbe;
import anchorbench.metric.Spread;
import anchorbench.output.TextTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** An experiment's tables and verdicts for the terminal. */
public final class ExperimentText {
  private ExperimentText() {}

  /** From the choice of settings to the verdicts, which come last. */
  public static String of(Experiment.Outcome outcome) {
    StringBuilder text = new StringBuilder();
    sections(outcome).forEach(section -> text.append(section).append('\n'));
    text.append(broken(outcome));
    for (Comparison comparison : outcome.comparisons()) {
      comparison.answers().forEach(answer -> text.append(answer).append('\n'));
    }
    return text.toString();
  }

  /** The tables, in the order of reading. */
  static List<Section> sections(Experiment.Outcome outcome) {
    List<Section> sections = new ArrayList<>();
    sections.addAll(TuningText.sections(outcome));
    sections.add(heldOut(outcome));
    sections.add(unseen(outcome));
    sections.add(withoutAnchors(outcome));
    sections.add(crossed(outcome));
    sections.add(geometry(outcome));
    sections.add(curveOfN(outcome));
    outcome.comparisons().forEach(comparison -> sections.add(differences(comparison)));
    sections.addAll(LearningText.sections(outcome));
    sections.add(cost(outcome));
    sections.removeIf(Objects::isNull);
    return sections;
  }

  private static Section heldOut(Experiment.Outcome outcome) {
    if (outcome.trials().stream().allMatch(trial -> trial.heldOut() == null)) {
      return null;
    }
    TextTable table = new TextTable("anchors", "loss", "accuracy %", "epochs", "held-out triplets");
    for (String arm : outcome.protocol().arms()) {
      List<Trial> trials =
          outcome.ofArm(arm).stream().filter(t -> t.usable() && t.heldOut() != null).toList();
      if (!trials.isEmpty()) {
        table.row(
            arm,
            spread(trials, t -> t.heldOut().loss(), "%.4f"),
            spread(trials, t -> 100 * t.heldOut().accuracy(), "%.2f"),
            spread(trials, t -> t.epochs().losses().size(), "%.1f"),
            String.valueOf(trials.getFirst().heldOut().triplets()));
      }
    }
    return new Section(
        "Before and after, as the notebook would show it: held-out triplets of images that were"
            + " trained on, each arm on its own anchors",
        table);
  }

  /** A row of a table: a trained arm or a control. */
  private record Space(String name, List<Scores> scores) {}

  private static List<Space> spaces(Experiment.Outcome outcome) {
    List<Space> spaces = new ArrayList<>();
    for (String arm : outcome.protocol().arms()) {
      spaces.add(
          new Space(
              arm, outcome.ofArm(arm).stream().filter(Trial::usable).map(Trial::scores).toList()));
    }
    spaces.add(
        new Space(
            "(untrained network)",
            outcome.untrained().stream().map(Experiment.Untrained::scores).toList()));
    spaces.add(new Space("(raw pixels)", List.of(outcome.pixels())));
    return spaces;
  }

  private static Section withoutAnchors(Experiment.Outcome outcome) {
    TextTable table =
        new TextTable(
            "trained with",
            outcome.protocol().test().neighbours() + "-NN",
            "P@1",
            "R-Precision",
            "MAP@R",
            "nearest mean",
            "linear probe");
    for (Space space : spaces(outcome)) {
      table.row(
          space.name(),
          share(space, Scores::nearestNeighbours),
          share(space, Scores::precisionAtOne),
          share(space, Scores::rPrecision),
          share(space, Scores::mapAtR),
          share(space, Scores::nearestMean),
          hasProbe(space) ? share(space, Scores::linearProbe) : "not measured");
    }
    return new Section(
        "Measures without anchors, on test images: mean and standard deviation over "
            + outcome.protocol().training().seeds()
            + " seed(s), in %",
        table,
        spaces(outcome).stream().allMatch(ExperimentText::hasProbe)
            ? ""
            : String.format(
                Locale.ROOT,
                "A linear probe is fitted in up to %,d columns; a space that has more is left out.",
                LinearProbe.MOST_COLUMNS));
  }

  private static Section unseen(Experiment.Outcome outcome) {
    List<Integer> classes = outcome.protocol().subset().unseenClasses();
    if (classes.isEmpty()) {
      return null;
    }
    TextTable table = new TextTable("trained with", "MAP@R", "R-Precision", "P@1");
    for (Space space : spaces(outcome)) {
      table.row(
          space.name(),
          share(space, s -> s.unseen().mapAtR()),
          share(space, s -> s.unseen().rPrecision()),
          share(space, s -> s.unseen().precisionAtOne()));
    }
    return new Section(
        "Unseen classes "
            + classes.stream().map(String::valueOf).collect(Collectors.joining(", "))
            + ": their test images among each other, in %",
        table);
  }

  private static boolean hasProbe(Space space) {
    return space.scores().stream().noneMatch(scores -> Double.isNaN(scores.linearProbe()));
  }

  private static Section crossed(Experiment.Outcome outcome) {
    Protocol protocol = outcome.protocol();
    List<String> kinds = List.of("random", protocol.meanTest().toString(), "centroid");
    TextTable table =
        new TextTable(
            "trained with",
            kinds.get(0) + " test anchors",
            kinds.get(1) + " test anchors",
            "embedding centroids");
    for (Space space : spaces(outcome)) {
      table.row(
          space.name(),
          share(space, s -> s.under(kinds.get(0)).accuracy()),
          share(space, s -> s.under(kinds.get(1)).accuracy()),
          share(space, s -> s.under(kinds.get(2)).accuracy()));
    }
    return new Section(
        "Triplet accuracy on test images in %; a column is one test, a row one way of training",
        table);
  }

  private static Section geometry(Experiment.Outcome outcome) {
    TextTable table =
        new TextTable(
            "trained with",
            "A-P",
            "A-N",
            "P-N",
            "CV of A-P",
            "margin / A-N",
            "active %",
            "norm",
            "eff. rank",
            "f(mean) gap");
    for (String arm : outcome.protocol().arms()) {
      List<Trial> trials = outcome.ofArm(arm).stream().filter(Trial::usable).toList();
      if (trials.isEmpty()) {
        continue;
      }
      table.row(
          arm,
          distance(trials, Scores.Triplets::anchorPositive),
          distance(trials, Scores.Triplets::anchorNegative),
          distance(trials, Scores.Triplets::positiveNegative),
          spread(trials, t -> random(t).anchorPositive().cv(), "%.3f"),
          spread(trials, t -> t.choice().margin() / random(t).anchorNegative().mean(), "%.3f"),
          spread(trials, t -> 100 * random(t).activeShare(), "%.1f"),
          spread(trials, t -> t.scores().geometry().meanNorm(), "%.2f"),
          effectiveRank(trials),
          spread(trials, t -> t.scores().geometry().meanGap(), "%.2f"));
    }
    return new Section(
        "Embedding spaces, with random test anchors: distances as mean (standard deviation within a"
            + " trial)",
        table);
  }

  private static String effectiveRank(List<Trial> trials) {
    ToDoubleFunction<Trial> rank = t -> t.scores().geometry().effectiveRank();
    return trials.stream().mapToDouble(rank).anyMatch(Double::isNaN)
        ? "not measured"
        : spread(trials, rank, "%.1f");
  }

  private static Scores.Triplets random(Trial trial) {
    return trial.scores().under("random");
  }

  /** What a triplet's distance is read from. */
  private interface Spreads {
    Spread of(Scores.Triplets triplets);
  }

  private static String distance(List<Trial> trials, Spreads spreads) {
    return String.format(
        Locale.ROOT,
        "%.2f (%.2f)",
        mean(trials, t -> spreads.of(random(t)).mean()),
        mean(trials, t -> spreads.of(random(t)).sd()));
  }

  /** Only where there are several means. */
  private static Section curveOfN(Experiment.Outcome outcome) {
    List<String> means =
        outcome.protocol().arms().stream().filter(arm -> arm.matches("mean:(all|[0-9]+)")).toList();
    if (means.size() < 2) {
      return null;
    }
    TextTable table =
        new TextTable(
            "images in the mean",
            outcome.comparisons().stream()
                .flatMap(each -> each.rows().stream())
                .map(Comparison.Row::measure)
                .findFirst()
                .filter(measure -> !measure.equals("k-NN accuracy"))
                .orElse("k-NN %"),
            "difference",
            "95 % interval",
            "p after Holm",
            "own-anchor accuracy %",
            "own-anchor loss");
    for (Comparison comparison : outcome.comparisons()) {
      if (means.contains(comparison.arm()) && !comparison.rows().isEmpty()) {
        Comparison.Row row = comparison.rows().getFirst();
        List<Trial> trials =
            outcome.ofArm(comparison.arm()).stream().filter(Trial::usable).toList();
        table.row(
            comparison.arm().substring("mean:".length()),
            percent(row.arm()),
            points(row.difference().mean()),
            points(row.difference().low()) + " to " + points(row.difference().high()),
            number("%.3g", comparison.adjustedP()),
            percent(mean(trials, t -> t.scores().under(t.arm()).accuracy())),
            number("%.4f", mean(trials, t -> t.scores().under(t.arm()).loss())));
      }
    }
    return new Section(
        "Number of images in the mean, against "
            + outcome.protocol().arms().getFirst()
            + " anchors",
        table);
  }

  private static Section differences(Comparison comparison) {
    if (comparison.rows().isEmpty()) {
      return null;
    }
    TextTable table =
        new TextTable(
            "measure",
            comparison.baseline(),
            comparison.arm(),
            "difference",
            "95 % interval",
            "p",
            "d_z");
    for (Comparison.Row row : comparison.rows()) {
      table.row(
          row.measure() + (row.shared() ? "" : " *"),
          number("%.4f", row.baseline()),
          number("%.4f", row.arm()),
          number("%+.4f", row.difference().mean()),
          number("%+.4f", row.difference().low())
              + " to "
              + number("%+.4f", row.difference().high()),
          number("%.3g", row.difference().p()),
          number("%+.1f", row.difference().effectSize()));
    }
    return new Section(
        comparison.arm() + " against " + comparison.baseline() + " anchors, seed by seed",
        table,
        "* two different tests: the difference is partly mechanical and does not compare models; p"
            + " by sign flips, not adjusted");
  }

  static String broken(Experiment.Outcome outcome) {
    StringBuilder text = new StringBuilder();
    if (outcome.validationSplit() == ValidationSplit.Kind.BY_CLASS) {
      text.append(
          "validation images were taken class by class: among the last training images some class"
              + " had none, or all of its images"
              + System.lineSeparator());
    }
    for (Trial trial : outcome.trials()) {
      if (!trial.usable()) {
        text.append(
            String.format(
                Locale.ROOT,
                "%s seed %d %s and is in no mean: %s%n",
                trial.arm(),
                trial.seed(),
                trial.health(),
                trial.diagnosis()));
      } else if (trial.diagnosis() != null) {
        text.append(
            String.format(
                Locale.ROOT,
                "%s seed %d, tested after epoch %d, %s%n",
                trial.arm(),
                trial.seed(),
                trial.testedEpoch(),
                trial.diagnosis()));
      }
    }
    return text.toString();
  }

  private static Section cost(Experiment.Outcome outcome) {
    TextTable table =
        new TextTable(
            "seconds per trial", "epochs", "tested epoch", "training", "validation", "test");
    for (String arm : outcome.protocol().arms()) {
      List<Trial> trials =
          outcome.ofArm(arm).stream().filter(t -> t.health() != Trial.Health.FAILED).toList();
      if (trials.isEmpty()) {
        continue;
      }
      table.row(
          arm,
          spread(trials, t -> t.epochs().losses().size(), "%.1f"),
          spread(trials, Trial::testedEpoch, "%.1f"),
          spread(trials, trial -> trial.seconds().training(), "%.2f"),
          spread(trials, trial -> trial.seconds().validation(), "%.2f"),
          spread(trials, trial -> trial.seconds().scoring(), "%.2f"));
    }
    return new Section("What a trial cost", table);
  }

  private static String share(Space space, ToDoubleFunction<Scores> value) {
    return space.scores().isEmpty()
        ? "-"
        : spread(space.scores(), s -> 100 * value.applyAsDouble(s), "%.2f");
  }

  private static <T> double mean(List<T> values, ToDoubleFunction<T> value) {
    return values.stream().mapToDouble(value).average().orElse(Double.NaN);
  }

  private static <T> String spread(List<T> values, ToDoubleFunction<T> value, String format) {
    Spread spread = Spread.of(values.stream().mapToDouble(value).toArray());
    String text = number(format, spread.mean());
    return values.size() < 2 ? text : text + " ±" + number(format, spread.sd());
  }

  private static String percent(double share) {
    return number("%.2f", 100 * share);
  }

  private static String points(double share) {
    return number("%+.2f", 100 * share);
  }

  private static String number(String format, double value) {
    return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, format, value);
  }
}
