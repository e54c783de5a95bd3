package anchorbench.experiment;

import anchorbench.experiment.Tuning.Candidate;
import anchorbench.experiment.protocol.Choice;
import anchorbench.experiment.protocol.Protocol;
import anchorbench.experiment.protocol.TuningSettings;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;

/**
 * The choice of margin and learning rate for every arm, by successive halving (Jamieson and
 * Talwalkar 2016): all choices are trained for a few epochs, the best third of them for three times
 * as many, and so on. In the last round the grid grows until the best choice has worse neighbours
 * on every side.
 *
 * <p>Every arm is given what any arm is given: a choice that is among one arm's best goes on in all
 * of them. So budgets are equal, and differences between arms can be shown choice by choice.
 */
final class TuningSearch {
  /** Tuning trials have seeds of their own. */
  private static final long SEED_OFFSET = 1L << 40;

  private final Protocol protocol;
  private final PartRunner runner;
  private final ChoiceGrid grid;

  /** What was found in the round that is on, by arm. */
  private final Map<String, Map<Choice, Candidate>> round = new LinkedHashMap<>();

  /** What was found in all of them. */
  private final Map<String, List<Candidate>> found = new LinkedHashMap<>();

  TuningSearch(Protocol protocol, PartRunner runner) {
    this.protocol = protocol;
    this.runner = runner;
    grid = new ChoiceGrid(protocol.tuning().margins(), protocol.tuning().learningRates());
    protocol.arms().forEach(arm -> found.put(arm, new ArrayList<>()));
  }

  /** One for each arm, in the order of the protocol. */
  List<Tuning> run() {
    List<Integer> rounds = protocol.tuning().rounds();
    Collection<Choice> choices = grid.all();
    for (int r = 0; r < rounds.size(); r++) {
      round.clear();
      protocol.arms().forEach(arm -> round.put(arm, new LinkedHashMap<>()));
      train(choices, rounds.get(r));
      if (r < rounds.size() - 1) {
        choices = kept(Math.ceilDiv(choices.size(), TuningSettings.CUT));
      }
    }
    if (protocol.tuning().brackets()) {
      for (Set<Choice> open = unknownNeighbours(); !open.isEmpty(); open = unknownNeighbours()) {
        train(open, rounds.getLast());
      }
    }
    return protocol.arms().stream().map(arm -> Tuning.of(arm, found.get(arm))).toList();
  }

  /** Those that are among the best of some arm, in the order of the grid. */
  private Collection<Choice> kept(int best) {
    Set<Choice> kept = new LinkedHashSet<>();
    for (Map<Choice, Candidate> ofArm : round.values()) {
      Tuning.ranked(List.copyOf(ofArm.values())).stream()
          .limit(best)
          .forEach(candidate -> kept.add(candidate.choice()));
    }
    return grid.all().stream().filter(kept::contains).toList();
  }

  /** Choices beside some arm's best that have not been trained as long. */
  private Set<Choice> unknownNeighbours() {
    Set<Choice> unknown = new LinkedHashSet<>();
    for (Map<Choice, Candidate> ofArm : round.values()) {
      Choice best = Tuning.ranked(List.copyOf(ofArm.values())).getFirst().choice();
      grid.neighbours(best).stream()
          .filter(neighbour -> !ofArm.containsKey(neighbour))
          .forEach(unknown::add);
    }
    return unknown;
  }

  private void train(Collection<Choice> choices, int epochs) {
    Map<String, Map<Choice, List<Future<Tuning.Attempt>>>> jobs = new LinkedHashMap<>();
    for (String arm : protocol.arms()) {
      Map<Choice, List<Future<Tuning.Attempt>>> ofArm = new LinkedHashMap<>();
      for (Choice choice : choices) {
        List<Future<Tuning.Attempt>> ofChoice = new ArrayList<>();
        for (int s = 0; s < protocol.tuning().tuningSeeds(); s++) {
          long seed = protocol.training().firstSeed() + s + SEED_OFFSET;
          ofChoice.add(runner.submit(new Part.Candidate(arm, choice, epochs, seed)));
        }
        ofArm.put(choice, ofChoice);
      }
      jobs.put(arm, ofArm);
    }
    jobs.forEach(
        (arm, ofArm) ->
            ofArm.forEach(
                (choice, ofChoice) -> {
                  Candidate candidate = Candidate.of(choice, epochs, runner.results(ofChoice));
                  round.get(arm).put(choice, candidate);
                  found.get(arm).add(candidate);
                }));
  }
}
