package anchorbench.engine.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anchorbench.data.ImageSet;
import anchorbench.engine.ClassMeans;
import anchorbench.engine.Engine;
import anchorbench.engine.RunningSteps;
import anchorbench.engine.Session;
import anchorbench.engine.TestImages;
import anchorbench.engine.TrainingSpec;
import anchorbench.engine.cuda.driver.Driver;
import anchorbench.engine.cuda.driver.Gemm.Arithmetic;
import anchorbench.network.Adam;
import anchorbench.network.NetworkSpec;
import anchorbench.network.TripletLoss;
import anchorbench.network.Weights;
import anchorbench.triplet.AnchorTable;
import anchorbench.triplet.TripletIndices;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What is told of a card: its times, on a clock that counts pieces of work, and {@code doctor}'s
 * lines.
 */
class CudaDeviceTimeTest {
  private static final ImageSet IMAGES = TestImages.random(90, 25, 4, 1);
  private static final NetworkSpec NETWORK = NetworkSpec.parse("25-12-6");

  private final HostDriver.Faults faults = new HostDriver.Faults();
  private final HostCard card = new HostCard(HostCard.ALL, faults);

  @AfterEach
  void nothingIsLeft() {
    assertEquals(0, card.driver.liveAllocations());
    assertEquals(0, card.driver.liveHandles());
  }

  /**
   * By cuBLASLt's products: gather, two products forward, loss, three backward, Adam; or the three
   * kernels, where a block may have the shared memory they need.
   */
  @ParameterizedTest
  @CsvSource({"48,8", "163,3"})
  void timesAreOfAllStepsAndOfNothingElse(int sharedKilobytes, int pieces) {
    faults.sharedOptIn = sharedKilobytes << 10;
    int steps = 515;
    try (CudaEngine engine = card.open(Arithmetic.FLOAT32);
        CudaSession store = engine.load(IMAGES);
        CudaTrainer trainer =
            store.trainer(
                AnchorTable.none(25),
                new TrainingSpec(
                    NETWORK, TripletLoss.DEFAULT, Adam.DEFAULT, 1, TrainingSpec.UNIT_PIXELS),
                Weights.initial(NETWORK, 1))) {
      TripletIndices triplets = TripletIndices.allocate(steps);
      for (int run = 0; run < 2; run++) {
        trainer.start(triplets, 1).finish();
        assertEquals(pieces * steps, trainer.deviceMicros(), 0.5, "run " + run);
      }
      String way = pieces == 3 ? "three kernels" : "cuBLASLt's products";
      assertTrue(
          engine.descriptor().notes().stream()
              .anyMatch(note -> note.startsWith("step of 25-12-6, batch 1: " + way)),
          engine.descriptor().notes().toString());
      // Segments of 16, 64, 256 steps and the rest.
      assertEquals(4, card.driver.graphLaunches);
      assertEquals(pieces * steps, trainer.nodes());
    }
  }

  /** The stand-in's card does nothing until somebody waits for it. */
  @Test
  void aRunIsBegunWhileAnotherIsAtWork() {
    faults.sharedOptIn = 163 << 10;
    TrainingSpec spec =
        new TrainingSpec(NETWORK, TripletLoss.DEFAULT, Adam.DEFAULT, 1, TrainingSpec.UNIT_PIXELS);
    TripletIndices triplets = TripletIndices.allocate(90);
    try (CudaEngine engine = card.open(Arithmetic.FLOAT32);
        CudaSession store = engine.load(IMAGES);
        CudaTrainer trainer =
            store.trainer(AnchorTable.none(25), spec, Weights.initial(NETWORK, 1))) {
      for (int time = 0; time < 2; time++) {
        int before = card.driver.runsOf("fused_update", 0);
        RunningSteps first = trainer.start(triplets, 1);
        RunningSteps second = trainer.start(triplets, 1);
        assertEquals(before, card.driver.runsOf("fused_update", 0), "something was waited for");
        first.finish();
        second.finish();
        assertEquals(before + 180, card.driver.runsOf("fused_update", 0));
      }
    }
  }

  @Test
  void classMeansAreARecordingFromTheSecondTimeOn() {
    try (CudaEngine engine = card.open(Arithmetic.FLOAT32);
        Session some = engine.load(IMAGES);
        Session others = engine.load(TestImages.random(60, 25, 4, 2))) {
      int[] sums = some.classMeans(ClassMeans.ALL).sums();
      int[] first = some.classMeans(3).sums();
      for (int again = 0; again < 3; again++) {
        assertArrayEquals(sums, some.classMeans(ClassMeans.ALL).sums());
        // Cleared, added up, copied back.
        assertEquals(3, some.deviceMicros(), 1e-3);
      }
      assertEquals(2, card.driver.graphLaunches);
      // Other images or another number of them are no such recording.
      others.classMeans(ClassMeans.ALL);
      assertArrayEquals(first, some.classMeans(3).sums());
      assertEquals(2, card.driver.graphLaunches);
    }
  }

  @Test
  void enginesShareOnePrimaryContext() {
    for (int i = 0; i < 3; i++) {
      Engine engine = card.open(Arithmetic.FLOAT32);
      engine.close();
      engine.close();
    }
    assertEquals(1, card.driver.contextsRetained);
  }

  @Test
  void whatTheDriverRefusesIsALineOfDoctorAndHidesNothing() {
    faults.failingAttribute = Driver.MEMORY_CLOCK_RATE;
    try (CudaEngine engine = card.open(Arithmetic.FLOAT32)) {
      List<String> lines = engine.details();
      assertTrue(
          lines.contains(
              "highest clocks: not available (cuDeviceGetAttribute: CUDA_ERROR (1), as told)"),
          lines.toString());
      assertTrue(lines.getFirst().startsWith("compute capability 8.0"), lines.getFirst());
      assertTrue(
          lines.contains("784-128-128-64, batch 128: 3 nodes in the recorded graph of one step"),
          lines.toString());
      assertEquals(
          "conv3x32 pool2 conv3x64 pool2 128 64, batch 128: 22 nodes in the recorded graph of one"
              + " step",
          lines.getLast());
    }
  }

  @Test
  void aCardWithLittleSharedMemorySaysWhatItsStepIs() {
    faults.sharedOptIn = 48 << 10;
    try (CudaEngine engine = card.open(Arithmetic.FLOAT32)) {
      List<String> lines = engine.details();
      assertTrue(
          lines.contains("784-128-128-64, batch 128: 11 nodes in the recorded graph of one step"),
          lines.toString());
      List<String> notes = engine.descriptor().notes();
      assertTrue(
          notes.stream().anyMatch(note -> note.contains("cuBLASLt's products (a block needs")),
          notes.toString());
    }
  }
}
