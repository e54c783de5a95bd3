package anchorbench.experiment;

import anchorbench.data.ImageSet;
import anchorbench.data.PixelScaling;
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
        return images.session().embed(weights, context.scaling);
      }

      @Override
      public float[] anchors(AnchorTable table) {
        return context.engine.embed(table, weights, context.scaling);
      }
    };
  }

  /** The scaled pixels: what distances do before anything is learnt. */
  static Space ofPixels(ExperimentContext context) {
    PixelScaling scaling = context.scaling;
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
        int plane = scaling.plane(width());
        float[] values = new float[Math.multiplyExact(images.count(), width())];
        for (int i = 0; i < images.count(); i++) {
          for (int p = 0; p < width(); p++) {
            values[i * width() + p] = scaling.scaled(images.pixel(i, p), p / plane);
          }
        }
        return values;
      }

      @Override
      public float[] anchors(AnchorTable table) {
        int plane = scaling.plane(width());
        float[] values = table.values().clone();
        for (int i = 0; i < values.length; i++) {
          values[i] = scaling.scaled(values[i], i % width() / plane);
        }
        return values;
      }
    };
  }
}
