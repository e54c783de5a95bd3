package anchorbench.engine.cuda;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What something owns, given back last come first go. A constructor that fails half way closes what
 * it has: the card would keep it otherwise.
 */
final class Resources implements AutoCloseable {
  private final Deque<AutoCloseable> owned = new ArrayDeque<>();

  <T extends AutoCloseable> T add(T resource) {
    owned.push(resource);
    return resource;
  }

  @Override
  public void close() {
    while (!owned.isEmpty()) {
      try {
        owned.pop().close();
      } catch (RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
