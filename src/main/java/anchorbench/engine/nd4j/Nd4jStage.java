package anchorbench.engine.nd4j;

/** A layer at its place: it reads one array of activations and writes another. */
interface Nd4jStage {
  /** What it writes. */
  Nd4jActivations out();

  /** The stage on its first rows. Views and operations are made here, once for each number. */
  Nd4jPass on(int rows);
}
