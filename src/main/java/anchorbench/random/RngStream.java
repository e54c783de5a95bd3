package anchorbench.random;

/**
 * Which of a seed's streams of random numbers, by what it is for. The numbers are part of every
 * recorded result: they never change.
 */
public enum RngStream {
  TRIPLETS(0),
  ORDER(1),
  INITIAL_WEIGHTS(2),
  SYNTHETIC_IMAGE(3),
  GALLERY(4),
  BENCHMARK(5),
  BATCH_HARD(6),
  HOLD_OUT(7),
  BOOTSTRAP(8),
  CENTROID_TRIPLETS(9),
  LABEL_NOISE(10);

  final int stream;

  RngStream(int stream) {
    this.stream = stream;
  }
}
