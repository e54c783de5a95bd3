package anchorbench.engine.cpu.onednn;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import anchorbench.data.Shape;
import anchorbench.engine.cpu.convolution.Convolution;
import anchorbench.engine.cpu.convolution.ConvolutionShape;
import anchorbench.memory.NativeMemory;
import java.lang.foreign.MemorySegment;

/**
 * A convolution by oneDNN's primitives, one for each pass and size of a block. Images keep their
 * layout; weights and their gradient are reordered from and to the library's own once a step. With
 * bfloat16, images and weights are rounded on their way in; sums, bias and gradients stay float32.
 */
final class OneDnnConvolution implements Convolution {
  private final Objects objects;
  private final MemorySegment stream;
  private final ConvolutionShape shape;
  private final int type;
  private final Passes[] passes = new Passes[Integer.numberOfTrailingZeros(BLOCK) + 1];

  /** The weights as the two passes want them, and the bias. */
  private final MemorySegment forwardWeights;

  private final MemorySegment backwardWeights;
  private final MemorySegment bias;

  /** A block's gradient, and the sum over blocks, in the library's layout. */
  private final MemorySegment blockGradient;

  private final MemorySegment blockBiasGradient;
  private final MemorySegment gradient;
  private final MemorySegment biasGradient;

  private final Conversion packForward;
  private final Conversion packBackward;
  private final Conversion unpackGradient;

  /** A block's images and loss by output in bfloat16; unused in float32. */
  private final MemorySegment roundedIn;

  private final MemorySegment roundedDelta;

  /**
   * @throws UnsupportedOperationException if the library has no fast primitive for it
   */
  OneDnnConvolution(Objects objects, ConvolutionShape shape, boolean bfloat16) {
    this.objects = objects;
    this.shape = shape;
    type = bfloat16 ? Enums.BFLOAT16 : Enums.FLOAT32;
    stream = objects.stream();
    // Room first for the largest block, whose primitives choose the layouts of the weights.
    Descriptions largest = new Descriptions(BLOCK, null);
    MemorySegment forward = objects.layoutOf(largest.forward, Enums.QUERY_WEIGHTS);
    MemorySegment backward =
        shape.below() ? objects.layoutOf(largest.backwardData, Enums.QUERY_WEIGHTS) : null;
    MemorySegment sums = objects.layoutOf(largest.backwardWeights, Enums.QUERY_DIFF_WEIGHTS);
    forwardWeights = room(forward);
    backwardWeights = backward == null ? null : room(backward);
    blockGradient = room(sums);
    gradient = room(sums);
    bias = NativeMemory.allocateFloats(objects.arena, shape.out().channels());
    blockBiasGradient = NativeMemory.allocateFloats(objects.arena, shape.out().channels());
    biasGradient = NativeMemory.allocateFloats(objects.arena, shape.out().channels());
    roundedIn = bfloat16 ? rounded(shape.in()) : null;
    roundedDelta = bfloat16 ? rounded(shape.out()) : null;
    MemorySegment ours = weights(Enums.FLOAT32, Enums.TAG_HWIO);
    packForward = new Conversion(ours, forward);
    packBackward = backward == null ? null : new Conversion(ours, backward);
    unpackGradient = new Conversion(sums, ours);
    Layouts chosen = new Layouts(forward, backward, sums);
    for (int i = 0; i < passes.length; i++) {
      passes[i] = new Passes(1 << i, chosen);
    }
  }

  private MemorySegment room(MemorySegment layout) {
    return NativeMemory.allocate(objects.arena, objects.bytes(layout));
  }

  private MemorySegment rounded(Shape image) {
    return NativeMemory.allocate(objects.arena, (long) BLOCK * image.size() * Short.BYTES);
  }

  private MemorySegment images(int rows, Shape image, int type, int tag) {
    return objects.layout(type, tag, rows, image.channels(), image.height(), image.width());
  }

  private MemorySegment weights(int type, int tag) {
    int side = shape.window().size();
    return objects.layout(type, tag, shape.out().channels(), shape.in().channels(), side, side);
  }

  /** Layouts of the weights that all sizes of blocks share. */
  private record Layouts(MemorySegment forward, MemorySegment backward, MemorySegment sums) {}

  /** The three primitives' descriptions for a size of a block. */
  private final class Descriptions {
    final MemorySegment forward;
    final MemorySegment backwardData;
    final MemorySegment backwardWeights;
    private final MemorySegment strides;
    private final MemorySegment undilated;
    private final MemorySegment before;
    private final MemorySegment after;

    /**
     * @param chosen layouts of the weights, or null for the library's choice
     */
    Descriptions(int rows, Layouts chosen) {
      int stride = shape.window().stride();
      int padding = shape.window().padding();
      strides = objects.dims(stride, stride);
      undilated = objects.dims(0, 0);
      before = objects.dims(padding, padding);
      after =
          objects.dims(
              behind(shape.in().height(), shape.out().height()),
              behind(shape.in().width(), shape.out().width()));
      MemorySegment any = weights(type, Enums.TAG_ANY);
      MemorySegment in = images(rows, shape.in(), type, Enums.TAG_ANY);
      MemorySegment bias = objects.layout(Enums.FLOAT32, Enums.TAG_VECTOR, shape.out().channels());
      MemorySegment out = images(rows, shape.out(), Enums.FLOAT32, Enums.TAG_NHWC);
      forward = forward(in, chosen == null ? any : chosen.forward, bias, out, shape.relu());
      requireOurLayout(rows, Enums.QUERY_SOURCE, forward, type);
      // A hint has the types of the pass that it is for, and nothing behind it.
      MemorySegment delta = images(rows, shape.out(), type, Enums.TAG_NHWC);
      MemorySegment hint = forward(in, any, bias, delta, false);
      backwardData =
          shape.below()
              ? backwardData(rows, chosen == null ? any : chosen.backward, delta, hint)
              : null;
      backwardWeights =
          backwardWeights(rows, chosen == null ? null : chosen.sums, bias, delta, hint);
    }

    /** Rows or columns of padding that the last window reaches into. */
    private long behind(int in, int out) {
      int padding = shape.window().padding();
      return (long) (out - 1) * shape.window().stride() + shape.window().size() - in - padding;
    }

    private MemorySegment forward(
        MemorySegment in,
        MemorySegment weights,
        MemorySegment bias,
        MemorySegment out,
        boolean relu) {
      MemorySegment attributes = objects.attributes(relu);
      return objects.description(
          objects.functions.convolutionForward,
          room ->
              (int)
                  objects
                      .functions
                      .convolutionForward
                      .handle()
                      .invokeExact(
                          room,
                          objects.engine,
                          Enums.FORWARD_TRAINING,
                          Enums.DIRECT,
                          in,
                          weights,
                          bias,
                          out,
                          strides,
                          undilated,
                          before,
                          after,
                          attributes));
    }

    private MemorySegment backwardData(
        int rows, MemorySegment weights, MemorySegment delta, MemorySegment hint) {
      MemorySegment attributes = objects.attributes(false);
      MemorySegment below = images(rows, shape.in(), Enums.FLOAT32, Enums.TAG_ANY);
      MemorySegment description =
          objects.description(
              objects.functions.convolutionBackwardData,
              room ->
                  (int)
                      objects
                          .functions
                          .convolutionBackwardData
                          .handle()
                          .invokeExact(
                              room,
                              objects.engine,
                              Enums.DIRECT,
                              below,
                              weights,
                              delta,
                              strides,
                              undilated,
                              before,
                              after,
                              hint,
                              attributes));
      requireOurLayout(rows, Enums.QUERY_DIFF_SOURCE, description, Enums.FLOAT32);
      return description;
    }

    private MemorySegment backwardWeights(
        int rows, MemorySegment sums, MemorySegment bias, MemorySegment delta, MemorySegment hint) {
      MemorySegment attributes = objects.attributes(false);
      MemorySegment in = images(rows, shape.in(), type, Enums.TAG_NHWC);
      MemorySegment gradient = sums == null ? weights(Enums.FLOAT32, Enums.TAG_ANY) : sums;
      return objects.description(
          objects.functions.convolutionBackwardWeights,
          room ->
              (int)
                  objects
                      .functions
                      .convolutionBackwardWeights
                      .handle()
                      .invokeExact(
                          room,
                          objects.engine,
                          Enums.DIRECT,
                          in,
                          gradient,
                          bias,
                          delta,
                          strides,
                          undilated,
                          before,
                          after,
                          hint,
                          attributes));
    }

    /** The library was free to choose, so that it could choose code that takes ours, too. */
    private void requireOurLayout(int rows, int what, MemorySegment description, int type) {
      MemorySegment ours = images(rows, shape.in(), type, Enums.TAG_NHWC);
      if (!objects.areEqual(objects.layoutOf(description, what), ours)) {
        throw new UnsupportedOperationException("oneDNN wants images laid out otherwise");
      }
    }
  }

  /** The three primitives for a size of a block. */
  private final class Passes {
    private final Primitive forward;
    private final MemorySegment forwardIn;
    private final MemorySegment forwardOut;
    private final Primitive backwardData;
    private final MemorySegment dataDelta;
    private final MemorySegment dataBelow;
    private final Primitive backwardWeights;
    private final MemorySegment weightsIn;
    private final MemorySegment weightsDelta;
    private final Conversion roundIn;
    private final Conversion roundDelta;

    Passes(int rows, Layouts chosen) {
      Descriptions descriptions = new Descriptions(rows, chosen);
      MemorySegment in = images(rows, shape.in(), type, Enums.TAG_NHWC);
      MemorySegment delta = images(rows, shape.out(), type, Enums.TAG_NHWC);
      MemorySegment vector =
          objects.layout(Enums.FLOAT32, Enums.TAG_VECTOR, shape.out().channels());
      forward =
          new Primitive(objects, stream, descriptions.forward)
              .bound(Enums.WEIGHTS, chosen.forward, forwardWeights)
              .bound(Enums.BIAS, vector, bias);
      forwardIn = forward.free(Enums.SOURCE, in);
      forwardOut =
          forward.free(Enums.DESTINATION, images(rows, shape.out(), Enums.FLOAT32, Enums.TAG_NHWC));
      if (shape.below()) {
        backwardData =
            new Primitive(objects, stream, descriptions.backwardData)
                .bound(Enums.WEIGHTS, chosen.backward, OneDnnConvolution.this.backwardWeights);
        dataDelta = backwardData.free(Enums.DIFF_DESTINATION, delta);
        dataBelow =
            backwardData.free(
                Enums.DIFF_SOURCE, images(rows, shape.in(), Enums.FLOAT32, Enums.TAG_NHWC));
      } else {
        backwardData = null;
        dataDelta = null;
        dataBelow = null;
      }
      backwardWeights =
          new Primitive(objects, stream, descriptions.backwardWeights)
              .bound(Enums.DIFF_WEIGHTS, chosen.sums, blockGradient)
              .bound(Enums.DIFF_BIAS, vector, blockBiasGradient);
      weightsIn = backwardWeights.free(Enums.SOURCE, in);
      weightsDelta = backwardWeights.free(Enums.DIFF_DESTINATION, delta);
      roundIn = rounding(rows, shape.in());
      roundDelta = rounding(rows, shape.out());
    }

    private Conversion rounding(int rows, Shape image) {
      return type == Enums.FLOAT32
          ? null
          : new Conversion(numbers(rows, image, Enums.FLOAT32), numbers(rows, image, type));
    }

    /** Without its axes: of one channel the library rounds images forty times slower. */
    private MemorySegment numbers(int rows, Shape image, int type) {
      return objects.layout(type, Enums.TAG_VECTOR, (long) rows * image.size());
    }

    void forward(MemorySegment in, MemorySegment out) {
      forward.place(forwardIn, roundIn == null ? in : roundIn.run(in, roundedIn));
      forward.place(forwardOut, out);
      forward.run();
    }

    void backward(MemorySegment in, MemorySegment delta, MemorySegment below) {
      MemorySegment image = roundIn == null ? in : roundIn.run(in, roundedIn);
      MemorySegment loss = roundDelta == null ? delta : roundDelta.run(delta, roundedDelta);
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

  /** From one layout or type to another. */
  private final class Conversion {
    private final Primitive reorder;
    private final MemorySegment from;
    private final MemorySegment to;

    Conversion(MemorySegment fromLayout, MemorySegment toLayout) {
      MemorySegment attributes = objects.attributes(false);
      MemorySegment description =
          objects.description(
              objects.functions.reorder,
              room ->
                  (int)
                      objects
                          .functions
                          .reorder
                          .handle()
                          .invokeExact(
                              room,
                              fromLayout,
                              objects.engine,
                              toLayout,
                              objects.engine,
                              attributes));
      reorder = new Primitive(objects, stream, description);
      from = reorder.free(Enums.SOURCE, fromLayout);
      to = reorder.free(Enums.DESTINATION, toLayout);
    }

    MemorySegment run(MemorySegment read, MemorySegment written) {
      reorder.place(from, read);
      reorder.place(to, written);
      reorder.run();
      return written;
    }
  }

  @Override
  public void setWeights(MemorySegment weight, MemorySegment biases) {
    packForward.run(weight, forwardWeights);
    if (packBackward != null) {
      packBackward.run(weight, backwardWeights);
    }
    MemorySegment.copy(biases, 0, bias, 0, (long) shape.out().channels() * Float.BYTES);
    gradient.fill((byte) 0);
    biasGradient.fill((byte) 0);
  }

  @Override
  public void forward(int rows, MemorySegment in, MemorySegment out) {
    passes(rows).forward(in, out);
  }

  @Override
  public void backward(int rows, MemorySegment in, MemorySegment delta, MemorySegment below) {
    passes(rows).backward(in, delta, below);
    add(blockGradient, gradient);
    add(blockBiasGradient, biasGradient);
  }

  private Passes passes(int rows) {
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
  public void gradient(MemorySegment weight, MemorySegment biases) {
    unpackGradient.run(gradient, weight);
    MemorySegment.copy(biasGradient, 0, biases, 0, (long) shape.out().channels() * Float.BYTES);
  }
}
