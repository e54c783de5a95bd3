package anchorbench.experiment;

import java.util.List;
import java.util.concurrent.Future;

/** Takes descriptions of parts and gives the parts. */
interface PartRunner extends AutoCloseable {
  /** Has a part made, at some time, by somebody. */
  <R> Future<R> submit(Part<R> part);

  /**
   * Waits for a part.
   *
   * @throws StoppedException if a device failed, in this part or another
   * @throws anchorbench.InputException if a part asked for what it cannot get
   */
  <R> R result(Future<R> part);

  /** Waits for parts, in the order in which they were submitted. */
  default <R> List<R> results(List<Future<R>> parts) {
    return parts.stream().map(this::result).toList();
  }

  /** The name of the engine that all parts are made on. */
  String engine();

  /** Triplets that every trial draws for an epoch. */
  long tripletsPerEpoch();

  /** Which training images are kept for validation. */
  ValidationSplit.Kind splitKind();

  @Override
  void close();
}
