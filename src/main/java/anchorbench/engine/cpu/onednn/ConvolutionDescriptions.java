package anchorbench.engine.cpu.onednn;

import anchorbench.engine.cpu.convolution.Convolution;
import java.lang.foreign.MemorySegment;

/**
 * What the library settles on for the three passes over a block of images. In the two that write
 * images it may choose their layout, because a given one keeps it from its fastest code here and
 * there; where it chooses another than ours, it is refused.
 */
final class ConvolutionDescriptions {
  /** Layouts of the weights and of their gradient, which blocks of all sizes share. */
  record Chosen(MemorySegment forward, MemorySegment backward, MemorySegment sums) {}

  final int rows;
  final MemorySegment forward;

  /** Null where nobody asks for the loss by input. */
  final MemorySegment backwardData;

  final MemorySegment backwardWeights;

  private final ConvolutionLayouts layouts;
  private final Objects objects;
  private final MemorySegment strides;
  private final MemorySegment undilated;
  private final MemorySegment before;
  private final MemorySegment after;

  /**
   * @param chosen layouts of the weights, or null for the library's choice
   * @throws UnsupportedOperationException if the library has no fast code for one of the passes
   */
  private ConvolutionDescriptions(ConvolutionLayouts layouts, int rows, Chosen chosen) {
    this.layouts = layouts;
    this.rows = rows;
    objects = layouts.objects;
    var shape = layouts.shape;
    int stride = shape.window().stride();
    int padding = shape.window().padding();
    strides = objects.dims(stride, stride);
    undilated = objects.dims(0, 0);
    before = objects.dims(padding, padding);
    after =
        objects.dims(
            behind(shape.in().height(), shape.out().height()),
            behind(shape.in().width(), shape.out().width()));
    MemorySegment any = layouts.anyWeights(layouts.type);
    MemorySegment out = layouts.images(rows, shape.out(), Enums.FLOAT32);
    forward = forward(chosen == null ? any : chosen.forward, out, shape.relu());
    requireFast(forward);
    requireOurImages(forward, Enums.QUERY_SOURCE, layouts.type);
    // A hint has the types of the pass that it is for, and nothing behind it.
    MemorySegment delta = layouts.images(rows, shape.out(), layouts.type);
    MemorySegment hint = forward(any, delta, false);
    if (shape.below()) {
      backwardData = backwardData(chosen == null ? any : chosen.backward, delta, hint);
      requireFast(backwardData);
      requireOurImages(backwardData, Enums.QUERY_DIFF_SOURCE, Enums.FLOAT32);
    } else {
      backwardData = null;
    }
    MemorySegment sums = chosen == null ? layouts.anyWeights(Enums.FLOAT32) : chosen.sums;
    backwardWeights = backwardWeights(sums, delta, hint);
    requireFast(backwardWeights);
  }

  /**
   * For every size of a block, 1, 2, 4 and so on; the largest chooses the layouts of the weights.
   *
   * @throws UnsupportedOperationException if the library has no fast code for one of them
   */
  static ConvolutionDescriptions[] ofBlocks(ConvolutionLayouts layouts) {
    var largest = new ConvolutionDescriptions(layouts, Convolution.BLOCK, null);
    Chosen chosen = largest.weights();
    int sizes = Integer.numberOfTrailingZeros(Convolution.BLOCK) + 1;
    ConvolutionDescriptions[] blocks = new ConvolutionDescriptions[sizes];
    for (int i = 0; i < sizes - 1; i++) {
      blocks[i] = new ConvolutionDescriptions(layouts, 1 << i, chosen);
    }
    blocks[sizes - 1] = largest;
    return blocks;
  }

  Chosen weights() {
    return new Chosen(
        objects.layoutOf(forward, Enums.QUERY_WEIGHTS),
        backwardData == null ? null : objects.layoutOf(backwardData, Enums.QUERY_WEIGHTS),
        objects.layoutOf(backwardWeights, Enums.QUERY_DIFF_WEIGHTS));
  }

  /** Rows or columns of padding that the last window reaches into. */
  private long behind(int in, int out) {
    var window = layouts.shape.window();
    return (long) (out - 1) * window.stride() + window.size() - in - window.padding();
  }

  private MemorySegment forward(MemorySegment weights, MemorySegment out, boolean relu) {
    MemorySegment attributes = objects.attributes(relu);
    MemorySegment in = layouts.anyImages(rows, layouts.shape.in(), layouts.type);
    MemorySegment bias = layouts.bias();
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
      MemorySegment weights, MemorySegment delta, MemorySegment hint) {
    MemorySegment attributes = objects.attributes(false);
    MemorySegment below = layouts.anyImages(rows, layouts.shape.in(), Enums.FLOAT32);
    return objects.description(
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
  }

  private MemorySegment backwardWeights(
      MemorySegment sums, MemorySegment delta, MemorySegment hint) {
    MemorySegment attributes = objects.attributes(false);
    MemorySegment in = layouts.images(rows, layouts.shape.in(), layouts.type);
    MemorySegment bias = layouts.bias();
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
                        sums,
                        bias,
                        delta,
                        strides,
                        undilated,
                        before,
                        after,
                        hint,
                        attributes));
  }

  /** Its reference code is there to be right: it takes a hundred times as long. */
  private void requireFast(MemorySegment description) {
    String implementation = objects.implementation(description);
    if (implementation.startsWith("ref")) {
      throw new UnsupportedOperationException(
          "oneDNN has nothing faster than its code " + implementation);
    }
  }

  private void requireOurImages(MemorySegment description, int what, int type) {
    MemorySegment ours = layouts.images(rows, layouts.shape.in(), type);
    if (!objects.areEqual(objects.layoutOf(description, what), ours)) {
      throw new UnsupportedOperationException("oneDNN wants images laid out otherwise");
    }
  }
}
