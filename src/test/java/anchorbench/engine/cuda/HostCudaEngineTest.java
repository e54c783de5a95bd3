package anchorbench.engine.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;

import anchorbench.engine.Engine;
import anchorbench.engine.EngineContract;
import anchorbench.engine.cuda.driver.Product.Arithmetic;
import anchorbench.engine.cuda.driver.Product.Epilogue;
import java.util.EnumSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;

/**
 * The contract on a card made of host memory: the engine's own launches, buffers and graphs, and
 * the kernels' own source.
 */
class HostCudaEngineTest {
  /** Closes what it opens and leaves nothing behind. */
  abstract static class OnHost extends EngineContract {
    private HostCard card;

    abstract HostCard card();

    @Override
    protected Engine open() {
      card = card();
      return card.open(Arithmetic.FLOAT32);
    }

    @AfterEach
    void nothingIsLeft() {
      engine.close();
      assertEquals(0, card.driver.liveAllocations(), "allocations");
      assertEquals(0, card.driver.liveHandles(), "handles");
      assertEquals(0, card.products.live, "products");
    }
  }

  @Nested
  class EpiloguesOffered extends OnHost {
    @Override
    HostCard card() {
      return new HostCard(HostCard.ALL);
    }
  }

  @Nested
  class NoEpilogueOffered extends OnHost {
    @Override
    HostCard card() {
      return new HostCard(EnumSet.of(Epilogue.NONE));
    }
  }

  /** The heuristic names algorithms that the library then does not start. */
  @Nested
  class EpiloguesRefused extends OnHost {
    @Override
    HostCard card() {
      HostCard card = new HostCard(HostCard.ALL);
      card.products.refused.addAll(HostCard.ALL);
      card.products.refused.remove(Epilogue.NONE);
      return card;
    }
  }

  @Nested
  class NoMaskOffered extends OnHost {
    @Override
    HostCard card() {
      return new HostCard(EnumSet.of(Epilogue.NONE, Epilogue.BIAS, Epilogue.RELU_BIAS));
    }
  }
}
