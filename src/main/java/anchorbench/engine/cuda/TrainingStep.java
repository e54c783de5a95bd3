package anchorbench.engine.cuda;

import java.util.List;

/**
 * The launches of one training step: gather, forward, loss, backward, update. It knows nothing of
 * epochs. Which launches a step makes depends on its shape alone, so that runs of steps can be
 * recorded.
 */
interface TrainingStep extends AutoCloseable {
  /** Makes ready whatever a recording must not make: algorithms, arguments. */
  void prepare(PlanShape shape);

  /**
   * Gives one step to the stream.
   *
   * @param shape prepared before
   * @param plan device address of the step's plan, int32 as {@link PlanShape} says
   * @param corrections device address of Adam's two numbers for this step, float32
   * @param loss device address that receives the loss, float32; likewise active, int32
   */
  void run(PlanShape shape, long plan, long corrections, long loss, long active);

  /** What a step of a shape launches, for a person to read. */
  List<String> describe(PlanShape shape);

  @Override
  void close();
}
