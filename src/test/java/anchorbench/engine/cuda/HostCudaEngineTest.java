package anchorbench.engine.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anchorbench.engine.Engine;
import anchorbench.engine.EngineContract;
import anchorbench.engine.cuda.driver.ConvolutionLibrary.Pass;
import anchorbench.engine.cuda.driver.Gemm.Arithmetic;
import anchorbench.engine.cuda.driver.Gemm.Epilogue;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;

/**
 * The contract on a card made of host memory: the engine's own launches, buffers and graphs, and
 * the kernels' own source.
 */
class HostCudaEngineTest {
  /** Closes what it opens, leaves nothing behind, and trains the one way that it is there for. */
  abstract static class OnHost extends EngineContract {
    private HostCard card;

    abstract HostCard card();

    /** The kernel that ends a step of the other way. */
    abstract String neverLaunched();

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
      assertEquals(0, card.convolutions.live, "convolutions");
      assertEquals(0, card.convolutions.open, "libraries of convolutions");
      // Networks with layers besides dense ones have one way only.
      boolean images =
          Stream.of("patches", "max_pool", "average_pool", "first_stage")
              .anyMatch(card.driver.launched::containsKey);
      assertTrue(images || !card.driver.launched.containsKey(neverLaunched()), neverLaunched());
    }
  }

  /** Training by cuBLASLt's products, on a card whose blocks get too little shared memory. */
  abstract static class ByProducts extends OnHost {
    static HostCard offering(Set<Epilogue> epilogues) {
      return offering(epilogues, Long.MAX_VALUE);
    }

    static HostCard offering(Set<Epilogue> epilogues, long memory) {
      HostDriver.Faults faults = little();
      faults.memory = memory;
      return new HostCard(epilogues, faults);
    }

    /** Too little shared memory for three kernels. */
    static HostDriver.Faults little() {
      HostDriver.Faults faults = new HostDriver.Faults();
      faults.sharedOptIn = 48 << 10;
      return faults;
    }

    @Override
    String neverLaunched() {
      return "fused_update";
    }
  }

  @Nested
  class ThreeKernels extends OnHost {
    @Override
    HostCard card() {
      return new HostCard(HostCard.ALL);
    }

    @Override
    String neverLaunched() {
      return "adam";
    }
  }

  /** The heuristic names algorithms that the library then does not start. */
  @Nested
  class EpiloguesRefused extends ByProducts {
    @Override
    HostCard card() {
      HostCard card = offering(HostCard.ALL);
      card.products.refused.addAll(HostCard.ALL);
      card.products.refused.remove(Epilogue.NONE);
      return card;
    }
  }

  @Nested
  class EpiloguesOffered extends ByProducts {
    @Override
    HostCard card() {
      return offering(HostCard.ALL);
    }
  }

  @Nested
  class NoEpilogueOffered extends ByProducts {
    @Override
    HostCard card() {
      return offering(EnumSet.of(Epilogue.NONE));
    }
  }

  @Nested
  class NoMaskOffered extends ByProducts {
    @Override
    HostCard card() {
      return offering(EnumSet.of(Epilogue.NONE, Epilogue.BIAS, Epilogue.RELU_BIAS));
    }
  }

  /** A library does the convolutions. */
  @Nested
  class ConvolutionsOffered extends ByProducts {
    @Override
    HostCard card() {
      return new HostCard(HostCard.ALL, little(), EnumSet.allOf(Pass.class));
    }
  }

  /** Batches become patches in several blocks; rows are embedded a few at a time. */
  @Nested
  class LittleMemory extends ByProducts {
    @Override
    HostCard card() {
      return offering(HostCard.ALL, 64 << 20);
    }
  }
}
