package anchorbench.engine.cpu.onednn;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import anchorbench.data.Shape;
import anchorbench.engine.cpu.convolution.ConvolutionShape;
import anchorbench.machine.Processor;
import anchorbench.network.layer.Window;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

class ConvolutionDescriptionsTest {
  /** A layout forced on the library leaves AMX silently, and takes several times as long. */
  @Test
  void bfloat16IsMultipliedByTheFastestInstructionsHere() {
    OneDnn library;
    try {
      library = OneDnn.load();
      library.requireBfloat16();
    } catch (UnsupportedOperationException e) {
      abort(e.getMessage());
      return;
    }
    String instructions = Processor.has("amx_bf16") ? "amx" : "bf16";
    ConvolutionShape second =
        new ConvolutionShape(
            new Shape(32, 14, 14), new Shape(64, 14, 14), new Window(3, 1, 1), false, true);
    try (Arena arena = Arena.ofShared()) {
      var layouts = library.layouts(arena, second, true);
      for (var block : ConvolutionDescriptions.ofBlocks(layouts)) {
        for (var pass :
            new MemorySegment[] {block.forward, block.backwardData, block.backwardWeights}) {
          String name = layouts.objects.implementation(pass);
          assertTrue(name.contains(instructions), block.rows + " images: " + name);
        }
      }
    }
  }
}
