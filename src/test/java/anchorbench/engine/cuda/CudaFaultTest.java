package anchorbench.engine.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anchorbench.InputException;
import anchorbench.data.ClassIndex;
import anchorbench.data.LabelledImages;
import anchorbench.engine.ClassMeans;
import anchorbench.engine.Engine;
import anchorbench.engine.Engines;
import anchorbench.engine.ImageStore;
import anchorbench.engine.TestImages;
import anchorbench.engine.Trainer;
import anchorbench.engine.TrainingSpec;
import anchorbench.engine.cpu.CpuEngine;
import anchorbench.engine.cuda.driver.CudaException;
import anchorbench.engine.cuda.driver.Product.Arithmetic;
import anchorbench.engine.reference.ReferenceEngine;
import anchorbench.network.Adam;
import anchorbench.network.NetworkSpec;
import anchorbench.network.TripletLoss;
import anchorbench.network.Weights;
import anchorbench.triplet.AnchorTable;
import anchorbench.triplet.Anchors;
import anchorbench.triplet.TripletIndices;
import anchorbench.triplet.TripletSampler;
import anchorbench.triplet.TripletSampler.Supply;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can go wrong on a card: it is said in one line, and the rest goes on. */
class CudaFaultTest {
  private static final LabelledImages IMAGES = TestImages.random(100, 25, 4, 1);
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
    try (ImageStore store = engine.load(IMAGES);
        Trainer trainer =
            engine.newTrainer(
                store, AnchorTable.none(25), spec(8), Weights.glorotUniform(NETWORK, 1))) {
      trainer.start(triplets(), 8).finish();
    }
  }

  @Test
  void aFullCardSaysWhatWasAskedWhatIsFreeAndWhatToLower() {
    HostCard card = new HostCard(HostCard.ALL, faults);
    try (CudaEngine engine = card.open(Arithmetic.FLOAT32);
        ImageStore store = engine.load(IMAGES)) {
      faults.memory = 80 << 20;
      InputException refusal =
          assertThrows(
              InputException.class,
              () ->
                  engine.newTrainer(
                      store,
                      AnchorTable.none(25),
                      spec(1 << 20),
                      Weights.glorotUniform(NETWORK, 1)));
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
        "the NVIDIA driver is too old: it runs CUDA up to CUDA 11.8, and 12.0 is needed. Cure:"
            + " version 525 or newer.",
        absence());
    faults.version = 12_040;
    faults.devices = 0;
    assertTrue(absence().contains("no card"), absence());
    faults.initialise = 100;
    assertTrue(absence().contains("CUDA_VISIBLE_DEVICES"), absence());
    faults.initialise = 803;
    assertTrue(absence().contains("reinstall the driver"), absence());
    faults.initialise = 999;
    assertTrue(absence().contains("does not start"), absence());
  }

  @Test
  void aCardThatTheCompilerHasDroppedIsAbsent() {
    faults.capability = 70;
    HostCard card = new HostCard(HostCard.ALL, faults);
    CudaAbsent absent =
        assertThrows(CudaAbsent.class, () -> CudaEngine.open(card.platform, Arithmetic.FLOAT32));
    assertTrue(
        absent.getMessage().startsWith("the card is of compute capability 7.0, and NVRTC"),
        absent.getMessage());
  }

  @Test
  void aCardNewerThanTheCompilerGetsPtx() throws CudaAbsent {
    int[] known = {75, 80, 86, 90};
    assertEquals("--gpu-architecture=sm_90", Architecture.of(90, known, "12.3").option());
    assertEquals("--gpu-architecture=sm_86", Architecture.of(89, known, "12.3").option());
    assertEquals("--gpu-architecture=compute_90", Architecture.of(120, known, "12.3").option());
  }

  @Test
  void missingLibrariesAreNamedWithTheCure(@TempDir Path empty) {
    CudaAbsent absent =
        assertThrows(CudaAbsent.class, () -> CudaLibraries.findIn(List.of(empty), 12));
    assertTrue(
        absent.getMessage().contains("of CUDA 12 not found. Cure: pip install"),
        absent.getMessage());
  }

  @Test
  void aBrokenLibraryIsReportedInTheLoadersWords(@TempDir Path folder) throws Exception {
    Files.writeString(folder.resolve("libnvrtc.so.12"), "no library");
    CudaAbsent absent =
        assertThrows(CudaAbsent.class, () -> CudaLibraries.findIn(List.of(folder), 12));
    assertTrue(absent.getMessage().contains("file too short"), absent.getMessage());
  }
}
