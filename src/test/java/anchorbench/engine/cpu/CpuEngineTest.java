package anchorbench.engine.cpu;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import anchorbench.engine.Engine;
import anchorbench.engine.EngineContract;
import anchorbench.engine.cpu.machinecode.MachineCode;
import anchorbench.engine.registry.Engines;
import anchorbench.machine.Processor;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Nested;

/**
 * The contract on one, two and three threads, as the engine chooses its loops here (machine code on
 * Linux and x86-64), and with the loops and products that other machines get.
 */
class CpuEngineTest {
  @Nested
  class OneThread extends EngineContract {
    @Override
    protected Engine open() {
      return Engines.open(CpuEngine.NAME, 1);
    }
  }

  @Nested
  class TwoThreads extends EngineContract {
    @Override
    protected Engine open() {
      return Engines.open(CpuEngine.NAME, 2);
    }
  }

  @Nested
  class ThreeThreads extends EngineContract {
    @Override
    protected Engine open() {
      return Engines.open(CpuEngine.NAME, 3);
    }
  }

  /** What a processor without AVX-512 gets. */
  @Nested
  class Avx2MachineCode extends EngineContract {
    @Override
    protected Engine open() {
      MachineCode code;
      try {
        code = MachineCode.load();
      } catch (UnsupportedOperationException e) {
        return Assumptions.abort(e.getMessage());
      }
      assumeTrue(Processor.has("avx2"), "no AVX2");
      return CpuEngine.with(new MachineCodeKernels(code, false), GemmChoice.make(), 2);
    }
  }

  @Nested
  class VectorLoops extends EngineContract {
    @Override
    protected Engine open() {
      return CpuEngine.with(new VectorKernels(), GemmChoice.make(), 2);
    }
  }

  @Nested
  class ScalarLoops extends EngineContract {
    @Override
    protected Engine open() {
      return CpuEngine.with(new ScalarKernels(), GemmChoice.withoutOneDnn("a test"), 2);
    }
  }
}
