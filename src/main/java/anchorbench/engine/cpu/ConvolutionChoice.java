package anchorbench.engine.cpu;

import anchorbench.engine.cpu.convolution.Convolution;
import anchorbench.engine.cpu.convolution.ConvolutionShape;
import anchorbench.engine.cpu.convolution.GemmConvolution;
import anchorbench.engine.cpu.gemm.Gemm;
import anchorbench.engine.cpu.layers.ImageLayers;
import anchorbench.engine.cpu.onednn.OneDnn;
import anchorbench.network.NetworkSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * How images are convolved here: by oneDNN, or by products of matrices where that one is not there
 * or has no fast code for a shape.
 */
final class ConvolutionChoice {
  /** Null where it is not there. */
  private final OneDnn oneDnn;

  private final Gemm products;

  /**
   * @param products of float32 matrices
   */
  ConvolutionChoice(OneDnn oneDnn, Gemm products) {
    this.oneDnn = oneDnn;
    this.products = products;
  }

  Convolution.Maker float32() {
    return (arena, shape) -> {
      if (oneDnn != null) {
        try {
          return oneDnn.convolutions(false).make(arena, shape);
        } catch (UnsupportedOperationException e) {
          // What a reader is told of it is in lacking.
        }
      }
      return new GemmConvolution(products, arena, shape);
    };
  }

  /**
   * Only where {@link GemmChoice#requireBfloat16} does not throw; for networks of which {@link
   * #lacking} has nothing to say.
   */
  Convolution.Maker bfloat16() {
    return oneDnn.convolutions(true);
  }

  /** The convolutions of a network that oneDNN has no fast code for, and why; a line each. */
  List<String> lacking(ImageLayers.Means means, NetworkSpec network, boolean bfloat16) {
    List<String> lines = new ArrayList<>();
    if (oneDnn != null) {
      for (ConvolutionShape shape : ImageLayers.convolutions(means, network)) {
        oneDnn
            .lacks(shape, bfloat16)
            .ifPresent(why -> lines.add("%s: %s".formatted(shape.text(), why)));
      }
    }
    return lines;
  }

  /** Bytes that the convolutions of a network need beside its activations, on each thread. */
  double workBytes(ImageLayers.Means means, NetworkSpec network) {
    return ImageLayers.convolutions(means, network).stream()
        .filter(shape -> oneDnn == null || oneDnn.lacks(shape, false).isPresent())
        .mapToDouble(GemmConvolution::workBytes)
        .sum();
  }
}
