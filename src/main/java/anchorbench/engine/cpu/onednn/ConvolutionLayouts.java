package anchorbench.engine.cpu.onednn;

import anchorbench.data.Shape;
import anchorbench.engine.cpu.convolution.ConvolutionShape;
import java.lang.foreign.MemorySegment;

/**
 * Descriptions of a convolution's tensors: as they lie outside the library, which {@link
 * anchorbench.engine.cpu.convolution.Convolution} says, or as the library likes them best.
 */
final class ConvolutionLayouts {
  final Objects objects;
  final ConvolutionShape shape;

  /** Of images, losses and weights where the library multiplies them. */
  final int type;

  ConvolutionLayouts(Objects objects, ConvolutionShape shape, boolean bfloat16) {
    this.objects = objects;
    this.shape = shape;
    type = bfloat16 ? Enums.BFLOAT16 : Enums.FLOAT32;
  }

  /** [rows, height, width, channels]. */
  MemorySegment images(int rows, Shape image, int type) {
    return images(rows, image, type, Enums.TAG_NHWC);
  }

  /** As the library likes them best. */
  MemorySegment anyImages(int rows, Shape image, int type) {
    return images(rows, image, type, Enums.TAG_ANY);
  }

  private MemorySegment images(int rows, Shape image, int type, int tag) {
    return objects.layout(type, tag, rows, image.channels(), image.height(), image.width());
  }

  /** Images as numbers in a row: of one channel the library rounds images forty times slower. */
  MemorySegment numbers(int rows, Shape image, int type) {
    return objects.layout(type, Enums.TAG_VECTOR, (long) rows * image.size());
  }

  /** float32 [kernel height, kernel width, in, out]. */
  MemorySegment weights() {
    return weights(Enums.FLOAT32, Enums.TAG_HWIO);
  }

  /** As the library likes them best. */
  MemorySegment anyWeights(int type) {
    return weights(type, Enums.TAG_ANY);
  }

  private MemorySegment weights(int type, int tag) {
    int side = shape.window().size();
    return objects.layout(type, tag, shape.out().channels(), shape.in().channels(), side, side);
  }

  /** float32 [out]. */
  MemorySegment bias() {
    return objects.layout(Enums.FLOAT32, Enums.TAG_VECTOR, shape.out().channels());
  }
}
