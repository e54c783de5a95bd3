package anchorbench.cli;

import anchorbench.data.DataSet;
import anchorbench.data.ImageSet;

/** A half of the data set. */
enum Split {
  TRAIN,
  TEST;

  ImageSet of(DataSet set) {
    return this == TRAIN ? set.train() : set.test();
  }

  @Override
  public String toString() {
    return this == TRAIN ? "train" : "test";
  }
}
