package anchorbench.engine.cuda;

import anchorbench.engine.cuda.driver.ConvolutionLibrary;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A card's libraries of convolutions: each trainer has one for as long as it trains, and the next
 * takes it over. To open one takes long, and to destroy one waits for the whole card, which spoils
 * whatever another thread is recording there.
 */
final class ConvolutionLibraries implements AutoCloseable {
  private final Context context;
  private final ConvolutionSource source;
  private final Deque<ConvolutionLibrary> free = new ArrayDeque<>();

  ConvolutionLibraries(Context context, ConvolutionSource source) {
    this.context = context;
    this.source = source;
  }

  ConvolutionSource.Found found() {
    return source.found();
  }

  /**
   * For one trainer alone.
   *
   * @throws anchorbench.engine.cuda.driver.CudaException if the library does not start
   */
  synchronized ConvolutionLibrary take() {
    if (!free.isEmpty()) {
      return free.pop();
    }
    synchronized (context.recording()) {
      // The library works in whatever context is current on this thread.
      context.driver();
      return source.found().maker().get();
    }
  }

  /** After all that was prepared with it is closed. */
  synchronized void giveBack(ConvolutionLibrary library) {
    free.push(library);
  }

  @Override
  public synchronized void close() {
    while (!free.isEmpty()) {
      ConvolutionLibrary library = free.pop();
      context.release(_ -> library.close());
    }
  }
}
