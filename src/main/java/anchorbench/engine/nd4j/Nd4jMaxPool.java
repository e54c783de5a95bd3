package anchorbench.engine.nd4j;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.bool.MatchConditionTransform;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.conditions.Conditions;

/**
 * The largest number of each window. ND4J's maximum passes over a NaN: a window of them gives the
 * least float, of which the next ReLU would make a harmless 0. So the images are summed, which
 * takes a fifth of the pool's time, and where that is no number each window is looked at.
 *
 * @param pool the maximum
 * @param in what is pooled
 */
record Nd4jMaxPool(Nd4jPool pool, Nd4jActivations in) implements Nd4jStage {
  @Override
  public Nd4jActivations out() {
    return pool.out();
  }

  @Override
  public Nd4jPass on(int rows) {
    Nd4jPass pass = pool.on(rows);
    INDArray images = in.valueImages(0, rows);
    INDArray numbers = images.reshape(images.length());
    INDArray pooled = out().valueImages(0, rows);
    return new Nd4jPass() {
      @Override
      public void forward() {
        pass.forward();
        if (!Double.isFinite(Nd4j.getBlasWrapper().asum(numbers))) {
          putNans(images, pooled);
        }
      }

      @Override
      public void backward() {
        pass.backward();
      }
    };
  }

  /** NaN where there is one in a window: 0 by 0 there, and 0 by 1 elsewhere, is added. */
  private void putNans(INDArray images, INDArray pooled) {
    try (INDArray is = Nd4j.createUninitialized(DataType.BOOL, images.shape(), 'c');
        INDArray one = Arrays4j.allocate(DataType.FLOAT, images.shape());
        INDArray found = Arrays4j.allocate(DataType.FLOAT, pooled.shape())) {
      Nd4j.getExecutioner().exec(new MatchConditionTransform(images, is, Conditions.isNan()));
      one.assign(is);
      pool.forward(one, found);
      pooled.addi(found.rsubi(1).rdivi(0));
    }
  }
}
