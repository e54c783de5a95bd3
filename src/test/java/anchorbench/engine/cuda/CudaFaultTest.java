package anchorbench.engine.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anchorbench.InputException;
import anchorbench.data.ClassIndex;
import anchorbench.data.ImageSet;
import anchorbench.engine.ClassMeans;
import anchorbench.engine.Engine;
import anchorbench.engine.Session;
import anchorbench.engine.TestImages;
import anchorbench.engine.Trainer;
import anchorbench.engine.TrainingSpec;
import anchorbench.engine.cpu.CpuEngine;
import anchorbench.engine.cuda.driver.CudaException;
import anchorbench.engine.cuda.driver.Gemm.Arithmetic;
import anchorbench.engine.cuda.driver.KernelCompiler;
import anchorbench.engine.reference.ReferenceEngine;
import anchorbench.engine.registry.Engines;
import anchorbench.network.Adam;
import anchorbench.network.NetworkSpec;
import anchorbench.network.TripletLoss;
import anchorbench.network.Weights;
import anchorbench.triplet.AnchorTable;
import anchorbench.triplet.Anchors;
import anchorbench.triplet.TripletIndices;
import anchorbench.triplet.TripletSampler;
import anchorbench.triplet.TripletSampler.Supply;
import org.junit.jupiter.api.Test;

/** What can go wrong on a card: it is said in one line, and the rest goes on. */
class CudaFaultTest {
  private static final ImageSet IMAGES = TestImages.random(100, 25, 4, 1);
  private static final NetworkSpec NETWORK = NetworkSpec.parse("25-12-6");

  private final HostDriver.Faults faults = new HostDriver.Faults();

  private static TrainingSpec spec(int batch) {
    return new TrainingSpec(
        NETWORK, TripletLoss.DEFAULT, Adam.DEFAULT, batch, TrainingSpec.UNIT_PIXELS);
  }

  private static TripletIndices triplets() {
    return new TripletSampler(new ClassIndex(IMAGES), Anchors.RANDOM, Supply.FRESH, 8, 1).epoch(0);
  }

  private static void train(Engine engine) {
    try (Session store = engine.load(IMAGES);
        Trainer trainer =
            store.trainer(AnchorTable.none(25), spec(8), Weights.initial(NETWORK, 1))) {
      trainer.start(triplets(), 8).finish();
    }
  }

  @Test
  void aFullCardSaysWhatWasAskedWhatIsFreeAndWhatToLower() {
    HostCard card = new HostCard(HostCard.ALL, faults);
    try (CudaEngine engine = card.open(Arithmetic.FLOAT32);
        Session store = engine.load(IMAGES)) {
      faults.memory = 80 << 20;
      InputException refusal =
          assertThrows(
              InputException.class,
              () ->
                  store.trainer(AnchorTable.none(25), spec(1 << 20), Weights.initial(NETWORK, 1)));
      assertTrue(
          refusal
              .getMessage()
              .matches(
                  "the activations of a batch asked for \\d+ MiB of device memory, and \\d+ of 80"
                      + " MiB are free: lower --batch.*"),
          refusal.getMessage());
      faults.memory = Long.MAX_VALUE;
      train(engine);
    }
    assertEquals(0, card.driver.liveAllocations());
  }

  @Test
  void aKernelThatFailsIsNamedAndTheEngineStillCloses() {
    HostCard card = new HostCard(HostCard.ALL, faults);
    CudaEngine engine = card.open(Arithmetic.FLOAT32);
    faults.failingKernel = "fused_triplets";
    CudaException failure = assertThrows(CudaException.class, () -> train(engine));
    assertEquals(CudaException.ILLEGAL_ADDRESS, failure.code());
    // The context is spoilt: every further call says so, and none hangs.
    CudaException again = assertThrows(CudaException.class, () -> train(engine));
    assertTrue(again.getMessage().contains("ILLEGAL_ADDRESS"), again.getMessage());
    engine.close();
    try (Engine cpu = Engines.open(CpuEngine.NAME, 1)) {
      train(cpu);
      assertArrayEquals(
          new ReferenceEngine().classMeans(IMAGES, ClassMeans.ALL).sums(),
          cpu.classMeans(IMAGES, ClassMeans.ALL).sums());
    }
  }

  private String absence() {
    HostDriver driver = new HostDriver(faults);
    return assertThrows(CudaAbsent.class, () -> CudaPlatform.initialise(driver)).getMessage();
  }

  @Test
  void everyKindOfAbsenceHasItsCure() {
    faults.version = 11_080;
    assertEquals(
        "the NVIDIA driver is too old: it runs up to CUDA 11.8, and 12.0 is needed. Cure:"
            + " version 525 or newer.",
        absence());
    faults.version = 12_040;
    faults.devices = 0;
    assertTrue(absence().contains("no card"), absence());
    faults.initialise = 100;
    assertTrue(absence().contains("CUDA_VISIBLE_DEVICES"), absence());
    faults.initialise = 34;
    assertTrue(absence().contains("docker run --gpus all"), absence());
    faults.initialise = 803;
    assertTrue(absence().contains("reinstall the driver"), absence());
    faults.initialise = 999;
    assertTrue(absence().contains("does not start"), absence());
  }

  @Test
  void aCardThatIsTooOldIsAbsent() {
    faults.capability = 70;
    HostCard card = new HostCard(HostCard.ALL, faults);
    CudaAbsent absent =
        assertThrows(
            CudaAbsent.class, () -> CudaEngine.open(card.platform(), Arithmetic.FLOAT32, 0));
    assertEquals(
        "card 0 (host memory, PCI 0000:00:00.0) is of compute capability 7.0, and the engine needs"
            + " 7.5 (Turing) or newer. Cure: choose another card, or --engine cpu.",
        absent.getMessage());
  }

  @Test
  void aCardThatTheCompilerHasDroppedIsAbsent() {
    faults.devices = 2;
    faults.ofCard.put(1, new HostDriver.Faults());
    faults.ofCard.get(1).capability = 75;
    CudaCards cards = new CudaCards(new HostDriver(faults), new CompilerFrom80());
    assertNull(cards.list().get(0).refusal());
    String refusal = assertThrows(CudaAbsent.class, () -> cards.usable(1)).getMessage();
    assertEquals(cards.list().get(1).refusal(), refusal);
    assertTrue(
        refusal.startsWith(
            "card 1 (host memory, PCI 0000:01:00.0): the card is of compute capability 7.5, and"
                + " NVRTC 14.0 compiles for 8.0 and newer. Cure:"),
        refusal);
  }

  @Test
  void aCardThatIsNotThereIsAbsent() {
    HostCard card = new HostCard(HostCard.ALL, faults);
    CudaAbsent absent =
        assertThrows(
            CudaAbsent.class, () -> CudaEngine.open(card.platform(), Arithmetic.FLOAT32, 1));
    assertEquals(
        "there is no card 1: the ordinals here go from 0 to 0. Cure: see anchorbench doctor.",
        absent.getMessage());
  }

  /** Compiles nothing. */
  private static final class CompilerFrom80 implements KernelCompiler {
    @Override
    public String version() {
      return "14.0";
    }

    @Override
    public int[] architectures() {
      return new int[] {80, 90};
    }

    @Override
    public byte[] compile(String source, String name, String... options) {
      throw new AssertionError("compiled");
    }
  }

  @Test
  void aCardNewerThanTheCompilerGetsPtx() throws CudaAbsent {
    int[] known = {75, 80, 86, 90};
    assertEquals("--gpu-architecture=sm_90", Architecture.of(90, known, "12.3").option());
    assertEquals("--gpu-architecture=sm_86", Architecture.of(89, known, "12.3").option());
    assertEquals("--gpu-architecture=compute_90", Architecture.of(120, known, "12.3").option());
  }
}
