package anchorbench.engine.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anchorbench.engine.cuda.driver.Gemm.Arithmetic;
import anchorbench.network.NetworkSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which way a step takes, by network, batch and card. */
class StepChoiceTest {
  private static StepChoice choice(
      String network, Arithmetic arithmetic, int batch, int architecture) {
    int shared = CardLimits.of(architecture).sharedOptIn();
    return StepChoice.of(NetworkSpec.parse(network), arithmetic, batch, shared);
  }

  /** Both upper weights need 100 KB padded, and a triplet's rows 10 KB more. */
  @ParameterizedTest
  @CsvSource({"75,1,384", "80,2,384", "86,1,384", "89,1,384", "90,2,384", "100,2,384", "120,1,384"})
  void theDefaultNetworkIsThreeKernelsOnEveryCard(int architecture, int kept, int rows) {
    StepChoice choice = choice("784-128-128-64", Arithmetic.FLOAT32, 128, architecture);
    assertNull(choice.reason());
    FusedTiles tiles = choice.tiles();
    assertEquals(kept, tiles.keptLayers());
    int shared = CardLimits.of(architecture).sharedOptIn();
    int chunk = tiles.chunk(rows);
    assertTrue(tiles.forwardBytes(rows) <= shared, "forward");
    assertTrue(tiles.tripletBytes() <= shared, "triplets");
    assertTrue(tiles.updateBytes(chunk) <= shared, "update");
    assertEquals(0, chunk % 64);
    assertEquals(128, tiles.slabs() * tiles.columnTiles(0));
    int blocks = tiles.forwardBlocks(rows) * tiles.columnTiles(0);
    assertTrue(blocks >= 64 && blocks <= 256, blocks + " blocks");
    assertTrue(choice.line().contains("three kernels"), choice.line());
  }

  @ParameterizedTest
  @CsvSource({
    "784-128-128-64,TF32,128,90,tf32 is cuBLASLt's arithmetic",
    "784-128-128-64,BFLOAT16,128,90,bf16 is cuBLASLt's arithmetic",
    "784-128-128-64,FLOAT32,513,90,513 triplets are above 512",
    "897-64-32,FLOAT32,128,90,897 pixels are above 896",
    "784-513-4,FLOAT32,128,90,513 outputs of a layer are above 512",
    "784-256-256-64,FLOAT32,128,90,81920 weights above the first layer are above 32768",
    "9-8-8-8-8-8-8-8-8-8,FLOAT32,128,90,9 layers are above 8",
    "784-512-8-512-4-512-2-512,FLOAT32,1,90,",
    "784-512-8-512-4-512-2-512,FLOAT32,1,75,",
    "896-512-64,FLOAT32,512,75,"
  })
  void theOneReasonIsSaid(
      String network, Arithmetic arithmetic, int batch, int architecture, String reason) {
    StepChoice choice = choice(network, arithmetic, batch, architecture);
    assertEquals(reason, choice.reason());
    assertEquals(reason == null, choice.fused());
  }

  @Test
  void aCardWithLittleSharedMemoryIsRefused() {
    StepChoice choice = StepChoice.of(NetworkSpec.DEFAULT, Arithmetic.FLOAT32, 128, (64 << 10) - 1);
    assertFalse(choice.fused());
    assertEquals(
        "step of 784-128-128-64, batch 128: cuBLASLt's products (a block needs 64 KB of shared"
            + " memory, and this card gives 63)",
        choice.line());
  }

  @Test
  void thePropertyAsksForProducts() {
    System.setProperty(StepChoice.PROPERTY, "cublaslt");
    try {
      StepChoice choice = choice("784-128-128-64", Arithmetic.FLOAT32, 128, 90);
      assertEquals("asked for by -Danchorbench.cuda.step=cublaslt", choice.reason());
    } finally {
      System.clearProperty(StepChoice.PROPERTY);
    }
  }

  @Test
  void theRuleAndTheChoiceAreAmongTheEnginesNotes() {
    try (CudaEngine engine = new HostCard(HostCard.ALL).open(Arithmetic.FLOAT32)) {
      String notes = String.join("\n", engine.descriptor().notes());
      assertTrue(notes.contains("step of 784-128-128-64, batch 128: three kernels"), notes);
      assertTrue(notes.contains(StepChoice.RULE), notes);
    }
  }
}
