package anchorbench.engine.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anchorbench.data.Shape;
import anchorbench.engine.GradientError;
import anchorbench.engine.cuda.driver.ConvolutionLibrary.Pass;
import anchorbench.engine.cuda.driver.CudaException;
import anchorbench.engine.cuda.driver.Gemm;
import anchorbench.engine.cuda.driver.Gemm.Arithmetic;
import anchorbench.engine.cuda.driver.Gemm.Epilogue;
import anchorbench.network.NetworkSpec;
import anchorbench.network.NetworkText;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which way convolutions take, and that the record says so. */
class ConvolutionChoiceTest {
  /** A first stage, a convolution with a ReLU before it, one with a pool before it. */
  private static final String NETWORK = "conv3x8 pool2 conv3x16 conv3x8 pool2 9";

  private static HostCard offering(Set<Pass> passes) {
    return new HostCard(HostCard.ALL, new HostDriver.Faults(), passes);
  }

  /** Trains a step and says how far its gradient is off. */
  private static double errorOf(HostCard card, Arithmetic arithmetic, List<String> notes) {
    try (CudaEngine engine = card.open(arithmetic)) {
      double error = GradientError.of(engine, NETWORK);
      notes.addAll(engine.descriptor().notes());
      return error;
    }
  }

  private static String notesOf(HostCard card) {
    List<String> notes = new ArrayList<>();
    double error = errorOf(card, Arithmetic.FLOAT32, notes);
    assertTrue(error <= 1e-5, "relative error " + error);
    return String.join("\n", notes);
  }

  @Test
  void aLibraryThatIsThereIsTaken() {
    HostCard card = offering(EnumSet.allOf(Pass.class));
    String notes = notesOf(card);
    assertTrue(notes.contains("batch 32: cuBLASLt's products"), notes);
    assertTrue(notes.contains("convolutions by cuDNN host"), notes);
    // Tried twice, then trained: three passes of two convolutions each.
    assertEquals(18, card.convolutions.runs);
    assertFalse(card.driver.launched.containsKey("patches"));
    assertTrue(card.driver.launched.containsKey("first_stage"));
  }

  /** The benchmarks ask engines that are closed. */
  @Test
  void aClosedEngineSaysHowItDoesANetwork() {
    HostCard card = offering(EnumSet.allOf(Pass.class));
    CudaEngine engine = card.open(Arithmetic.FLOAT32);
    engine.close();
    NetworkSpec network = NetworkText.parse(NETWORK).on(Shape.grey(10, 10));
    String note = engine.notes(network).getFirst();
    assertTrue(note.startsWith("step of " + network + ", batch 128: cuBLASLt's products"), note);
    assertTrue(note.endsWith("; convolutions by cuDNN host"), note);
    assertEquals(List.of(), engine.notes(NetworkSpec.DEFAULT));
    assertEquals(0, card.convolutions.open);
    assertEquals(0, card.driver.liveAllocations());
  }

  @ParameterizedTest
  @EnumSource(Pass.class)
  void aPassThatItLacksMakesAllOfThemProducts(Pass lacking) {
    HostCard card = offering(EnumSet.complementOf(EnumSet.of(lacking)));
    String name = lacking.label();
    String notes = notesOf(card);
    assertTrue(
        notes.contains(
            "convolutions by cuBLASLt's products of patches (cuDNN host, conv3x16: no algorithm for"
                + " its "
                + name
                + " of 96 rows"),
        notes);
    assertTrue(card.driver.launched.containsKey("patches"));
    assertEquals(0, card.convolutions.open);
  }

  @Test
  void aPassThatDoesNotStartMakesAllOfThemProducts() {
    HostCard card = offering(EnumSet.allOf(Pass.class));
    card.convolutions.refused.add(Pass.WEIGHT_GRADIENT);
    String notes = notesOf(card);
    assertTrue(notes.contains("(cuDNN host, conv3x16: "), notes);
  }

  @Test
  void aLibraryThatDoesNotStartIsDoneWithout() {
    HostCard card = offering(Set.of());
    ConvolutionSource broken =
        ConvolutionSource.of(
            () -> {
              throw new CudaException(
                  "cudnnCreate", 1001, "CUDNN_STATUS_NOT_INITIALIZED", "as told");
            });
    String notes = notesOf(card.with(broken));
    assertTrue(notes.contains("(cuDNN does not start: cudnnCreate"), notes);
  }

  /**
   * 96 rows become patches in blocks of 36, 36 and 24: an epilogue may be offered for some alone.
   */
  @ParameterizedTest
  @ValueSource(ints = {24, 36})
  void eachBlockOfPatchesHasItsOwnEpilogue(int rows) {
    HostDriver.Faults little = new HostDriver.Faults();
    little.memory = 64 << 20;
    HostCard card = new HostCard(HostCard.ALL, little);
    int places = 10 * 10;
    List<Gemm> refused = new ArrayList<>();
    card.products.lacking =
        product -> {
          boolean lacks = product.epilogue() != Epilogue.NONE && product.n() == rows * places;
          if (lacks) {
            refused.add(product);
          }
          return lacks;
        };
    try (CudaEngine engine = card.open(Arithmetic.FLOAT32)) {
      double error = GradientError.of(engine, "conv3x8 conv3x16 pool2 9");
      assertTrue(error <= 1e-5, "relative error " + error);
    }
    assertFalse(refused.isEmpty(), "no block has " + rows + " rows");
  }

  @Test
  void withoutALibraryTheReasonIsSaid() {
    String notes = notesOf(offering(Set.of()));
    assertTrue(
        notes.contains("convolutions by cuBLASLt's products of patches (none on this card)"),
        notes);
  }

  /** The bounds are {@link PrecisionTest}'s. */
  @ParameterizedTest
  @CsvSource({"TF32,1e-5,0.0375", "BFLOAT16,5e-4,0.15"})
  void theLabelledPrecisionsAreItsToo(Arithmetic arithmetic, double least, double most) {
    HostCard card = offering(EnumSet.allOf(Pass.class));
    double error = errorOf(card, arithmetic, new ArrayList<>());
    assertTrue(error >= least && error <= most, "relative error " + error);
    assertEquals(18, card.convolutions.runs);
    assertEquals(
        arithmetic == Arithmetic.BFLOAT16, card.driver.launched.containsKey("widen_output"));
  }
}
