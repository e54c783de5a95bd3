package anchorbench.engine.cpu.layers;

import java.lang.foreign.MemorySegment;

/** A global average pool. */
final class ChannelMeansStage extends Stage {
  private final ImageLoops loops;

  ChannelMeansStage(ImageLoops loops, Activation in, Activation out) {
    super(in, out);
    this.loops = loops;
  }

  @Override
  void forward(int first, int rows) {
    loops.channelMeans(in.shape, rows, in.at(first), out.at(first));
  }

  @Override
  void backward(int first, int rows, MemorySegment delta, MemorySegment below) {
    if (below != null) {
      loops.channelMeansGradient(in.shape, rows, delta, below);
    }
  }
}
