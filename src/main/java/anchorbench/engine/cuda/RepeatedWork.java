package anchorbench.engine.cuda;

import java.util.Objects;

/**
 * Work that is done again and again, and how long the card takes for it. The first time it goes
 * launch by launch, because code is loaded at first use and a recording must not load any; from the
 * second time on it is one launch of a recorded graph with the clock inside. So the time of an idle
 * stream's launches, 8 to 10 us for three of them, is not taken for the card's.
 */
final class RepeatedWork implements AutoCloseable {
  private final Resources owned = new Resources();
  private final Stream stream;
  private final Event start;
  private final Event end;
  private Object key;
  private Graph graph;

  RepeatedWork(Stream stream) {
    this.stream = stream;
    try {
      start = owned.add(new Event(stream.context()));
      end = owned.add(new Event(stream.context()));
    } catch (RuntimeException e) {
      owned.close();
      throw e;
    }
  }

  /**
   * Blocks until the work is done.
   *
   * @param sameAs equal where the work's launches are: what a recording depends on
   * @return microseconds on the card
   */
  double run(Object sameAs, Runnable work) {
    if (!Objects.equals(sameAs, key)) {
      drop();
      stream.record(start);
      work.run();
      stream.record(end);
      key = sameAs;
    } else {
      if (graph == null) {
        graph = stream.capture(() -> marked(stream, work));
        graph.upload(stream);
      }
      graph.launch(stream);
    }
    stream.synchronise();
    return end.microsSince(start);
  }

  private void marked(Stream stream, Runnable work) {
    stream.recordAsNode(start);
    work.run();
    stream.recordAsNode(end);
  }

  private void drop() {
    if (graph != null) {
      graph.close();
      graph = null;
    }
  }

  @Override
  public void close() {
    drop();
    owned.close();
  }
}
