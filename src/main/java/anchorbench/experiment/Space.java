package anchorbench.experiment;

import anchorbench.engine.LoadedImages;
import anchorbench.metric.Rows;
import anchorbench.network.Weights;
import anchorbench.triplet.AnchorTable;

/**
 * A mapping of images to vectors that distances are measured in: a network, or the pixels as they
 * are.
 */
interface Space {
  /** Of the training images. */
  Rows train();

  /** Of the test images. */
  Rows test();

  /** Of the test images of classes that are not trained on, where there are any. */
  Rows unseen();

  /** Of a table's rows. */
  Rows anchors(AnchorTable table);

  /** The embeddings of a network. */
  static Space of(ExperimentContext context, Weights weights) {
    return new Space() {
      @Override
      public Rows train() {
        return embed(context.train);
      }

      @Override
      public Rows test() {
        return embed(context.test);
      }

      @Override
      public Rows unseen() {
        return embed(context.unseen);
      }

      private Rows embed(LoadedImages images) {
        return rows(images.session().embed(weights, context.scaling));
      }

      @Override
      public Rows anchors(AnchorTable table) {
        return rows(context.engine.embed(table, weights, context.scaling));
      }

      private Rows rows(float[] embeddings) {
        return Rows.of(embeddings, weights.spec().outputs());
      }
    };
  }

  /** The scaled pixels: what distances do before anything is learnt. */
  static Space ofPixels(ExperimentContext context) {
    return ofPixels(context, PixelRows.blockRows(context.train.images().pixelsPerImage()));
  }

  /**
   * @param blockRows images whose pixels are numbers at once
   */
  static Space ofPixels(ExperimentContext context, int blockRows) {
    PixelRows train = new PixelRows(context.train.images(), context.scaling, blockRows);
    PixelRows test = new PixelRows(context.test.images(), context.scaling, blockRows);
    return new Space() {
      @Override
      public Rows train() {
        return train;
      }

      @Override
      public Rows test() {
        return test;
      }

      @Override
      public Rows unseen() {
        return new PixelRows(context.unseen.images(), context.scaling, blockRows);
      }

      @Override
      public Rows anchors(AnchorTable table) {
        return Rows.of(train.scaled(table.values()), train.width());
      }
    };
  }
}
