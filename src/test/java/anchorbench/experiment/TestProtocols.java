package anchorbench.experiment;

import anchorbench.experiment.protocol.Cadence;
import anchorbench.experiment.protocol.DataSettings;
import anchorbench.experiment.protocol.JudgedBy;
import anchorbench.experiment.protocol.Keep;
import anchorbench.experiment.protocol.MeansFrom;
import anchorbench.experiment.protocol.Protocol;
import anchorbench.experiment.protocol.SubsetSettings;
import anchorbench.experiment.protocol.TestSettings;
import anchorbench.experiment.protocol.TrainingSettings;
import anchorbench.experiment.protocol.TuningSettings;
import anchorbench.experiment.protocol.ValidationSettings;
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
        SubsetSettings.ALL,
        new DataSettings(10, Supply.FRESH, MeansFrom.TRAIN, 1 / 255f, false),
        new TrainingSettings(1, 1, 1, network, Distance.EUCLIDEAN, 32, "constant"),
        new ValidationSettings(JudgedBy.IMAGES, 1 / 6.0, 0, Keep.BEST, Cadence.EACH_EPOCH),
        TuningSettings.only(1, 1e-3),
        new TestSettings(10, 3));
  }

  /** So many seeds and epochs, and so many triplets of a class in batches. */
  public static Protocol sized(Protocol of, int seeds, int epochs, int perClass, int batch) {
    DataSettings data = of.data();
    return of.sized(of.name(), seeds, epochs)
        .with(
            new DataSettings(
                perClass, data.supply(), data.meansFrom(), data.pixelScale(), data.standardise()))
        .with(
            new TrainingSettings(
                seeds,
                of.training().firstSeed(),
                epochs,
                of.training().network(),
                of.training().distance(),
                batch,
                of.training().schedule()));
  }
}
