package anchorbench.experiment;

import anchorbench.data.ImageSet;
import anchorbench.engine.LoadedImages;
import anchorbench.network.Weights;
import anchorbench.triplet.AnchorTable;

/**
 * A mapping of images to vectors that distances are measured in: a network, or the pixels as they
 * are.
 */
interface Space {
  int width();

  /** float32 [training images, width]. */
  float[] train();

  /** float32 [test images, width]. */
  float[] test();

  /** float32 [rows, width]. */
  float[] anchors(AnchorTable table);

  /** The embeddings of a network. */
  static Space of(ExperimentContext context, Weights weights) {
    return new Space() {
      @Override
      public int width() {
        return weights.spec().outputs();
      }

      @Override
      public float[] train() {
        return embed(context.train);
      }

      @Override
      public float[] test() {
        return embed(context.test);
      }

      private float[] embed(LoadedImages images) {
        return images.session().embed(weights, context.protocol.data().pixelScale());
      }

      @Override
      public float[] anchors(AnchorTable table) {
        return context.engine.embed(table, weights, context.protocol.data().pixelScale());
      }
    };
  }

  /** The scaled pixels: what distances do before anything is learnt. */
  static Space ofPixels(ExperimentContext context) {
    float scale = context.protocol.data().pixelScale();
    return new Space() {
      @Override
      public int width() {
        return context.train.images().pixelsPerImage();
      }

      @Override
      public float[] train() {
        return pixels(context.train.images());
      }

      @Override
      public float[] test() {
        return pixels(context.test.images());
      }

      private float[] pixels(ImageSet images) {
        float[] values = new float[Math.multiplyExact(images.count(), width())];
        for (int i = 0; i < images.count(); i++) {
          for (int p = 0; p < width(); p++) {
            values[i * width() + p] = images.pixel(i, p) * scale;
          }
        }
        return values;
      }

      @Override
      public float[] anchors(AnchorTable table) {
        float[] values = table.values().clone();
        for (int i = 0; i < values.length; i++) {
          values[i] *= scale;
        }
        return values;
      }
    };
  }
}
