package anchorbench.engine.cuda;

import anchorbench.engine.Peaks;

/** Work on a stream that is timed, one of its parts counting as an operation. */
final class StreamWork implements Peaks.Work {
  private final RepeatedWork repeated;
  private final Runnable work;
  private final int parts;
  private double micros = Double.NaN;

  /**
   * @param owner of what the repetition needs
   * @param parts equal parts that the work consists of
   */
  StreamWork(Resources owner, Stream stream, int parts, Runnable work) {
    repeated = owner.add(new RepeatedWork(stream));
    this.work = work;
    this.parts = parts;
  }

  StreamWork(Resources owner, Stream stream, Runnable work) {
    this(owner, stream, 1, work);
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
