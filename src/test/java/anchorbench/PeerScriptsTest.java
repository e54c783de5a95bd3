package anchorbench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import anchorbench.statistics.ForkMean;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** benchmarks/peers, by the python3 that there is; what needs torch is skipped without it. */
class PeerScriptsTest {
  private static final String PYTHON = System.getenv().getOrDefault("PYTHON", "python3");

  /** Of intervals by two libraries, as check allows it between JMH and us. */
  private static final double QUANTILE = 1e-6;

  private static Answer python(String... arguments) throws InterruptedException {
    List<String> command = new ArrayList<>(List.of(PYTHON));
    command.addAll(List.of(arguments));
    return Answer.of(command);
  }

  private static void assume(String module) throws InterruptedException {
    assumeTrue(python("-c", "import " + module).exit() == 0, PYTHON + " has no " + module);
  }

  @Test
  void rowsOutliveCrashesHangsAndKills() throws InterruptedException {
    assume("sys");
    Answer answer = python("src/test/python/test_peer_record.py");
    assertEquals(0, answer.exit(), answer.text());
  }

  @Test
  void intervalsAreThoseOfForkMean() throws InterruptedException {
    assume("sys");
    List<List<Double>> all = new ArrayList<>();
    for (int count : new int[] {3, 4, 5, 10, 31, 200}) {
      List<Double> samples = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        samples.add(100 + (i * 7919L % 101) / 10.0);
      }
      all.add(samples);
    }
    String code =
        "import sys; sys.path.insert(0, 'benchmarks/peers'); import peer_record;"
            + "[print(peer_record.half_width(samples)) for samples in %s]".formatted(all);
    List<String> found = python("-c", code).text().lines().toList();
    assertEquals(all.size(), found.size(), found.toString());
    for (int i = 0; i < all.size(); i++) {
      double expected = ForkMean.halfWidth(List.of(all.get(i)));
      assertEquals(expected, Double.parseDouble(found.get(i)), QUANTILE * expected, "set " + i);
    }
  }

  /** The honest step passes its check, and every wrong one is refused. */
  @Test
  void wrongStepsAreRefused() throws InterruptedException {
    assume("torch");
    Answer answer = python("benchmarks/peers/pytorch_triplet.py", "--self-test");
    assertEquals(0, answer.exit(), answer.text());
    assertTrue(answer.text().contains("refused"), answer.text());
  }
}
