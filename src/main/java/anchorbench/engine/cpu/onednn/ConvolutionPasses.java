package anchorbench.engine.cpu.onednn;

import anchorbench.data.Shape;
import java.lang.foreign.MemorySegment;

/** The three passes over a block of images of one size. */
final class ConvolutionPasses {
  private final ConvolutionMemory memory;
  private final Primitive forward;
  private final MemorySegment forwardIn;
  private final MemorySegment forwardOut;

  /** Null where nobody asks for the loss by input. */
  private final Primitive backwardData;

  private final MemorySegment dataDelta;
  private final MemorySegment dataBelow;
  private final Primitive backwardWeights;
  private final MemorySegment weightsIn;
  private final MemorySegment weightsDelta;

  /** Null in float32. */
  private final Reorder roundIn;

  private final Reorder roundDelta;

  ConvolutionPasses(
      ConvolutionLayouts layouts,
      MemorySegment stream,
      ConvolutionDescriptions descriptions,
      ConvolutionMemory memory) {
    this.memory = memory;
    int rows = descriptions.rows;
    Objects objects = layouts.objects;
    Shape image = layouts.shape.in();
    Shape result = layouts.shape.out();
    var weights = descriptions.weights();
    forward =
        new Primitive(objects, stream, descriptions.forward)
            .bound(Enums.WEIGHTS, weights.forward(), memory.forwardWeights)
            .bound(Enums.BIAS, layouts.bias(), memory.bias);
    forwardIn = forward.free(Enums.SOURCE, layouts.images(rows, image, layouts.type));
    forwardOut = forward.free(Enums.DESTINATION, layouts.images(rows, result, Enums.FLOAT32));
    MemorySegment delta = layouts.images(rows, result, layouts.type);
    if (descriptions.backwardData == null) {
      backwardData = null;
      dataDelta = null;
      dataBelow = null;
    } else {
      backwardData =
          new Primitive(objects, stream, descriptions.backwardData)
              .bound(Enums.WEIGHTS, weights.backward(), memory.backwardWeights);
      dataDelta = backwardData.free(Enums.DIFF_DESTINATION, delta);
      dataBelow = backwardData.free(Enums.DIFF_SOURCE, layouts.images(rows, image, Enums.FLOAT32));
    }
    backwardWeights =
        new Primitive(objects, stream, descriptions.backwardWeights)
            .bound(Enums.DIFF_WEIGHTS, weights.sums(), memory.blockGradient)
            .bound(Enums.DIFF_BIAS, layouts.bias(), memory.blockBiasGradient);
    weightsIn = backwardWeights.free(Enums.SOURCE, layouts.images(rows, image, layouts.type));
    weightsDelta = backwardWeights.free(Enums.DIFF_DESTINATION, delta);
    roundIn = rounding(layouts, stream, rows, image);
    roundDelta = rounding(layouts, stream, rows, result);
  }

  private static Reorder rounding(
      ConvolutionLayouts layouts, MemorySegment stream, int rows, Shape image) {
    return layouts.type == Enums.FLOAT32
        ? null
        : new Reorder(
            layouts.objects,
            stream,
            layouts.numbers(rows, image, Enums.FLOAT32),
            layouts.numbers(rows, image, layouts.type));
  }

  void forward(MemorySegment in, MemorySegment out) {
    forward.place(forwardIn, roundIn == null ? in : roundIn.run(in, memory.roundedIn));
    forward.place(forwardOut, out);
    forward.run();
  }

  void backward(MemorySegment in, MemorySegment delta, MemorySegment below) {
    MemorySegment image = roundIn == null ? in : roundIn.run(in, memory.roundedIn);
    MemorySegment loss = roundDelta == null ? delta : roundDelta.run(delta, memory.roundedDelta);
    backwardWeights.place(weightsIn, image);
    backwardWeights.place(weightsDelta, loss);
    backwardWeights.run();
    if (below != null) {
      backwardData.place(dataDelta, loss);
      backwardData.place(dataBelow, below);
      backwardData.run();
    }
  }
}
