package anchorbench.engine.cpu.onednn;

import anchorbench.data.Shape;
import anchorbench.engine.cpu.convolution.Convolution;
import anchorbench.memory.NativeMemory;
import java.lang.foreign.MemorySegment;

/** What a convolution keeps, in the library's layouts; blocks of all sizes share it. */
final class ConvolutionMemory {
  /** The weights as two of the passes want them, and the bias. */
  final MemorySegment forwardWeights;

  /** Null where nobody asks for the loss by input. */
  final MemorySegment backwardWeights;

  final MemorySegment bias;

  /** A block's gradient, and the sum over blocks. */
  final MemorySegment blockGradient;

  final MemorySegment blockBiasGradient;
  final MemorySegment gradient;
  final MemorySegment biasGradient;

  /** A block's images and loss by output in bfloat16; null in float32. */
  final MemorySegment roundedIn;

  final MemorySegment roundedDelta;

  private final Objects objects;

  ConvolutionMemory(ConvolutionLayouts layouts, ConvolutionDescriptions.Chosen chosen) {
    objects = layouts.objects;
    forwardWeights = room(chosen.forward());
    backwardWeights = chosen.backward() == null ? null : room(chosen.backward());
    blockGradient = room(chosen.sums());
    gradient = room(chosen.sums());
    bias = room(layouts.bias());
    blockBiasGradient = room(layouts.bias());
    biasGradient = room(layouts.bias());
    boolean rounds = layouts.type == Enums.BFLOAT16;
    roundedIn = rounds ? rounded(layouts.shape.in()) : null;
    roundedDelta = rounds ? rounded(layouts.shape.out()) : null;
  }

  private MemorySegment room(MemorySegment layout) {
    return NativeMemory.allocate(objects.arena, objects.bytes(layout));
  }

  private MemorySegment rounded(Shape image) {
    return NativeMemory.allocate(
        objects.arena, (long) Convolution.BLOCK * image.size() * Short.BYTES);
  }

  void clearGradient() {
    gradient.fill((byte) 0);
    biasGradient.fill((byte) 0);
  }
}
