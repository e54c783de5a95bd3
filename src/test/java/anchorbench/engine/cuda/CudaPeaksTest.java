package anchorbench.engine.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anchorbench.data.ImageSet;
import anchorbench.engine.Peaks;
import anchorbench.engine.Peaks.Limit;
import anchorbench.engine.Session;
import anchorbench.engine.TestImages;
import anchorbench.engine.cuda.driver.Gemm.Arithmetic;
import anchorbench.network.NetworkSpec;
import org.junit.jupiter.api.Test;

/** The peaks run, tell a device time and give everything back. */
class CudaPeaksTest {
  @Test
  void everyPeakHasADeviceTime() {
    HostCard card = new HostCard(HostCard.ALL);
    ImageSet images = TestImages.random(50, 784, 3, 1);
    try (CudaEngine engine = card.open(Arithmetic.FLOAT32);
        Session store = engine.load(images);
        Peaks peaks = engine.peaks().orElseThrow()) {
      Peaks.Work[] all = {
        store.reading(50).orElseThrow(),
        peaks.copy(1 << 20),
        peaks.products(NetworkSpec.parse("784-16-8"), 48),
        peaks.limit(Limit.GRAPH_NODE)
      };
      for (Peaks.Work work : all) {
        assertTrue(Double.isNaN(work.deviceMicros()));
        work.run();
        assertTrue(work.deviceMicros() > 0);
      }
      card.products.ofZeros = 0;
      assertEquals(0, card.driver.graphLaunches);
      // A read, a copy, a node: one piece of work each. Three products forward, three and two
      // backward in the network of two layers: bias and ReLU ride on them.
      double[] pieces = {1, 1, 5, 1};
      for (int i = 0; i < all.length; i++) {
        all[i].run();
        assertEquals(pieces[i], all[i].deviceMicros(), 1e-3);
      }
      assertEquals(all.length, card.driver.graphLaunches);
      // A card is faster on zeros.
      assertEquals(0, card.products.ofZeros);
    }
    assertEquals(0, card.driver.liveAllocations());
    assertEquals(0, card.driver.liveHandles());
    assertEquals(0, card.products.live);
  }
}
