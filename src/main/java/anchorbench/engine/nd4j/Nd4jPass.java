package anchorbench.engine.nd4j;

/** A stage on so many rows. */
interface Nd4jPass {
  void forward();

  /**
   * From the loss by output to the gradient of its parameters, and to the loss by input where
   * somebody asks for it.
   */
  void backward();
}
