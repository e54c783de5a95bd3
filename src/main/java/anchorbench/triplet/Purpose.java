package anchorbench.triplet;

/**
 * What a random stream is for. The numbers are part of every recorded result: they never change.
 */
public enum Purpose {
  TRIPLETS(0),
  ORDER(1),
  INITIAL_WEIGHTS(2),
  SYNTHETIC_IMAGE(3),
  GALLERY(4),
  BENCHMARK(5),
  BATCH_HARD(6),
  HOLD_OUT(7),
  BOOTSTRAP(8);

  final int stream;

  Purpose(int stream) {
    this.stream = stream;
  }
}
