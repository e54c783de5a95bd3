package anchorbench.engine.cuda;

import anchorbench.engine.Ceilings;

/** Work on a stream that is timed, one of its parts counting as an operation. */
final class StreamWork implements Ceilings.Work {
  private final RepeatedWork repeated;
  private final Runnable work;
  private final int parts;
  private double micros = Double.NaN;

  /**
   * @param owner of what the repetition needs
   * @param parts equal parts that the work consists of
   */
  StreamWork(Resources owner, WorkStream workStream, int parts, Runnable work) {
    repeated = owner.add(new RepeatedWork(workStream));
    this.work = work;
    this.parts = parts;
  }

  StreamWork(Resources owner, WorkStream workStream, Runnable work) {
    this(owner, workStream, 1, work);
  }

  @Override
  public long run() {
    micros = repeated.run(this, work) / parts;
    return Double.doubleToRawLongBits(micros);
  }

  @Override
  public double deviceMicros() {
    return micros;
  }
}
