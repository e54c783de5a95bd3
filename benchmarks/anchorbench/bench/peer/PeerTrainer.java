package anchorbench.bench.peer;

import anchorbench.engine.Trainer;
import anchorbench.network.Weights;

/** A peer's training: steps, and the weights they lead to. */
public abstract class PeerTrainer implements Trainer {
  @Override
  public final void fixAnchors(float[] embeddings) {
    throw Peer.onlyTimed();
  }

  @Override
  public final Weights gradient() {
    throw Peer.onlyTimed();
  }
}
