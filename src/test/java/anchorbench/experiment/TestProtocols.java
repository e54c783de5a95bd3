package anchorbench.experiment;

import anchorbench.experiment.Protocol.Cadence;
import anchorbench.experiment.Protocol.JudgedBy;
import anchorbench.experiment.Protocol.Keep;
import anchorbench.experiment.Protocol.MeansFrom;
import anchorbench.network.Distance;
import anchorbench.triplet.TripletSampler.Supply;
import java.util.List;

/** Protocols that are done in a moment. */
public final class TestProtocols {
  private TestProtocols() {}

  /** The clean way with nothing to choose: one seed of each arm, one epoch. */
  public static Protocol small(String network, String... arms) {
    return new Protocol(
        "test",
        List.of(arms),
        Protocol.Subset.ALL,
        new Protocol.Data(10, Supply.FRESH, MeansFrom.TRAIN, 1 / 255f, false),
        new Protocol.Training(1, 1, 1, network, Distance.EUCLIDEAN, 32, "constant"),
        new Protocol.Validation(JudgedBy.IMAGES, 1 / 6.0, 0, Keep.BEST, Cadence.EACH_EPOCH),
        Protocol.Choices.only(1, 1e-3),
        new Protocol.Test(10, 3));
  }

  /** So many seeds and epochs, and so many triplets of a class in batches. */
  public static Protocol sized(Protocol of, int seeds, int epochs, int perClass, int batch) {
    Protocol.Data data = of.data();
    return of.sized(of.name(), seeds, epochs)
        .with(
            new Protocol.Data(
                perClass, data.supply(), data.meansFrom(), data.pixelScale(), data.standardise()))
        .with(
            new Protocol.Training(
                seeds,
                of.training().firstSeed(),
                epochs,
                of.training().network(),
                of.training().distance(),
                batch,
                of.training().schedule()));
  }
}
