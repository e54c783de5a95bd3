package anchorbench.engine.cpu.onednn;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import anchorbench.engine.cpu.convolution.Convolution;
import java.lang.foreign.MemorySegment;

/**
 * A convolution by oneDNN's primitives, one for each pass and size of a block. Images keep their
 * layout; weights and their gradient are reordered from and to the library's own once a step. With
 * bfloat16, images and weights are rounded on their way in; sums, bias and gradients stay float32.
 */
final class OneDnnConvolution implements Convolution {
  private final ConvolutionMemory memory;
  private final ConvolutionPasses[] passes;
  private final Reorder packForward;

  /** Null where nobody asks for the loss by input. */
  private final Reorder packBackward;

  private final Reorder unpackGradient;
  private final long biasBytes;

  /**
   * @throws UnsupportedOperationException if the library has no fast code for it
   */
  OneDnnConvolution(ConvolutionLayouts layouts) {
    Objects objects = layouts.objects;
    MemorySegment stream = objects.stream();
    ConvolutionDescriptions[] blocks = ConvolutionDescriptions.ofBlocks(layouts);
    var chosen = blocks[0].weights();
    memory = new ConvolutionMemory(layouts, chosen);
    packForward = new Reorder(objects, stream, layouts.weights(), chosen.forward());
    packBackward =
        chosen.backward() == null
            ? null
            : new Reorder(objects, stream, layouts.weights(), chosen.backward());
    unpackGradient = new Reorder(objects, stream, chosen.sums(), layouts.weights());
    passes = new ConvolutionPasses[blocks.length];
    for (int i = 0; i < passes.length; i++) {
      passes[i] = new ConvolutionPasses(layouts, stream, blocks[i], memory);
    }
    biasBytes = (long) layouts.shape.out().channels() * Float.BYTES;
  }

  @Override
  public void setWeights(MemorySegment weight, MemorySegment bias) {
    packForward.run(weight, memory.forwardWeights);
    if (packBackward != null) {
      packBackward.run(weight, memory.backwardWeights);
    }
    MemorySegment.copy(bias, 0, memory.bias, 0, biasBytes);
    memory.clearGradient();
  }

  @Override
  public void forward(int rows, MemorySegment in, MemorySegment out) {
    passes(rows).forward(in, out);
  }

  @Override
  public void backward(int rows, MemorySegment in, MemorySegment delta, MemorySegment below) {
    passes(rows).backward(in, delta, below);
    add(memory.blockGradient, memory.gradient);
    add(memory.blockBiasGradient, memory.biasGradient);
  }

  private ConvolutionPasses passes(int rows) {
    return passes[Integer.numberOfTrailingZeros(rows)];
  }

  private static void add(MemorySegment block, MemorySegment sum) {
    int count = (int) (sum.byteSize() / Float.BYTES);
    for (int i = 0; i < count; i++) {
      sum.setAtIndex(
          JAVA_FLOAT, i, sum.getAtIndex(JAVA_FLOAT, i) + block.getAtIndex(JAVA_FLOAT, i));
    }
  }

  @Override
  public void gradient(MemorySegment weight, MemorySegment bias) {
    unpackGradient.run(memory.gradient, weight);
    MemorySegment.copy(memory.biasGradient, 0, bias, 0, biasBytes);
  }
}
