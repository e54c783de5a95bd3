package anchorbench.engine.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import anchorbench.InputException;
import anchorbench.data.ImageSet;
import anchorbench.data.PixelScaling;
import anchorbench.data.Shape;
import anchorbench.engine.Engine;
import anchorbench.engine.Probe;
import anchorbench.engine.Session;
import anchorbench.engine.TestImages;
import anchorbench.engine.TrainingSpec;
import anchorbench.machine.Processor;
import anchorbench.network.Adam;
import anchorbench.network.NetworkSpec;
import anchorbench.network.NetworkText;
import anchorbench.network.TripletLoss;
import anchorbench.network.Weights;
import anchorbench.triplet.AnchorTable;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A convolution whose window lies further in the padding than oneDNN's fast code goes; its results
 * are the contract's.
 */
class LackingConvolutionTest {
  private static final Shape SHAPE = new Shape(4, 20, 9);
  private static final NetworkSpec ODD = NetworkText.parse("conv5x17s5p4 conv3x8 gap").on(SHAPE);
  private static final NetworkSpec USUAL = NetworkText.parse("conv3x17 conv3x8 gap").on(SHAPE);
  private static final String WHICH = "conv5x17s5p4 on 20x9x4: oneDNN ";

  @Test
  void inFloat32ItIsMadeOfProductsAndTheReaderIsTold() {
    try (Engine engine = ready(CpuEngine.probe(1))) {
      assumeTrue(engine.descriptor().libraries().getFirst().name().equals("oneDNN"));
      assumeTrue(Processor.has("avx2"), "without AVX2 oneDNN lacks all of them");
      List<String> notes = engine.notes(ODD);
      assertEquals(1, notes.size());
      assertTrue(
          notes
              .getFirst()
              .startsWith("convolves by products of matrices, which is slower: " + WHICH),
          notes.getFirst());
      assertEquals(List.of(), engine.notes(USUAL));
    }
  }

  @Test
  void inBfloat16ItIsRefusedForAnotherResultIsNoAnswer() {
    ImageSet images = TestImages.random(60, SHAPE, 3, 5);
    try (Engine engine = ready(CpuEngine.probeBfloat16(2));
        Session session = engine.load(images)) {
      String refusal = engine.refusal(ODD).orElseThrow();
      assertTrue(refusal.startsWith("in bfloat16, " + WHICH), refusal);
      TrainingSpec spec =
          new TrainingSpec(
              ODD, TripletLoss.DEFAULT, Adam.DEFAULT, 8, PixelScaling.standardised(images));
      Weights initial = Weights.initial(ODD, 1);
      AnchorTable none = AnchorTable.none(SHAPE.size());
      InputException found =
          assertThrows(InputException.class, () -> session.trainer(none, spec, initial));
      assertEquals(refusal, found.getMessage());
      found = assertThrows(InputException.class, () -> session.embed(initial, spec.scaling()));
      assertEquals(refusal, found.getMessage());
      assertTrue(engine.refusal(USUAL).isEmpty());
    }
  }

  private static Engine ready(Probe probe) {
    assumeTrue(probe instanceof Probe.Ready, () -> ((Probe.Absent) probe).reason());
    return ((Probe.Ready) probe).engine();
  }
}
