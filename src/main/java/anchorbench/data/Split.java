package anchorbench.data;

/** A half of the data set. */
public enum Split {
  TRAIN,
  TEST;

  public ImageSet of(DataSet set) {
    return this == TRAIN ? set.train() : set.test();
  }

  @Override
  public String toString() {
    return this == TRAIN ? "train" : "test";
  }
}
