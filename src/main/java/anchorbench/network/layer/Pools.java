package anchorbench.network.layer;

/** How pooling layers are written. */
final class Pools {
  private Pools() {}

  static String text(String name, Window window) {
    return name
        + window.size()
        + (window.stride() == window.size() ? "" : "s" + window.stride())
        + (window.padding() == 0 ? "" : "p" + window.padding());
  }
}
