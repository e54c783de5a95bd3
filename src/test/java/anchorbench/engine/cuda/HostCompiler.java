package anchorbench.engine.cuda;

import anchorbench.engine.cuda.driver.CudaException;
import anchorbench.engine.cuda.driver.KernelCompiler;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The kernels' own source, compiled for the processor by g++ behind {@code shim.h}. */
final class HostCompiler implements KernelCompiler {
  /** Why there is no host compiler, or null. */
  static String missing() {
    try {
      Process process = new ProcessBuilder("g++", "--version").redirectErrorStream(true).start();
      process.getInputStream().readAllBytes();
      return process.waitFor() == 0 ? null : "g++ does not run";
    } catch (IOException e) {
      return "g++ is not installed";
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public String version() {
    // The shim is part of what is compiled, so it is part of the key of what is kept.
    return "host, aligned, " + shim().hashCode();
  }

  @Override
  public int[] architectures() {
    return new int[] {75, 80, 90};
  }

  private static String shim() {
    try (InputStream in = HostCompiler.class.getResourceAsStream("shim.h")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public byte[] compile(String source, String name, String... options) {
    StringBuilder text = new StringBuilder(shim()).append(source);
    KernelSource.kernelsOf(source)
        .forEach(kernel -> text.append("LAUNCHER(").append(kernel).append(")\n"));
    try {
      Path folder = Files.createTempDirectory("anchorbench-host");
      Path input = Files.writeString(folder.resolve(name + ".cpp"), text);
      Path output = folder.resolve(name + ".so");
      Process process =
          new ProcessBuilder(
                  "g++",
                  "-O2",
                  "-std=c++17",
                  "-ffp-contract=off",
                  // A vector access at an odd address ends the process, as it would a kernel.
                  "-fsanitize=alignment",
                  "-fsanitize-undefined-trap-on-error",
                  "-shared",
                  "-fPIC",
                  "-Wno-unknown-pragmas",
                  "-o",
                  output.toString(),
                  input.toString())
              .redirectErrorStream(true)
              .start();
      String log = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new CudaException("g++(" + name + ")", 6, "compilation failed", log);
      }
      byte[] image = Files.readAllBytes(output);
      Files.delete(input);
      Files.delete(output);
      Files.delete(folder);
      return image;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
