package anchorbench.engine.cuda;

import anchorbench.engine.cuda.driver.CudaException;
import anchorbench.engine.cuda.driver.KernelCompiler;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** The kernels' own source, compiled for the processor by g++ behind {@code shim.h}. */
public final class HostCompiler implements KernelCompiler {
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
    return text("shim.h");
  }

  private static String text(String resource) {
    try (InputStream in = HostCompiler.class.getResourceAsStream(resource)) {
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
      Path input = folder.resolve(name + ".cpp");
      Path output = folder.resolve(name + ".so");
      try {
        Files.writeString(input, text);
        run(
            name,
            input,
            output,
            "g++",
            "-std=c++17",
            // A vector access at an odd address ends the process, as it would a kernel.
            "-fsanitize=alignment",
            "-fsanitize-undefined-trap-on-error");
        return Files.readAllBytes(output);
      } finally {
        Files.deleteIfExists(input);
        Files.deleteIfExists(output);
        Files.delete(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Compiles a resource in C that stands in for a library.
   *
   * @return the library's path
   */
  public static String library(String resource, Path folder, String name) {
    Assumptions.assumeTrue(missing() == null, missing());
    try {
      Path input = Files.writeString(folder.resolve(resource), text(resource));
      Path output = folder.resolve(name);
      run(resource, input, output, "gcc", "-std=c17");
      return output.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void run(String name, Path input, Path output, String compiler, String... options)
      throws IOException {
    List<String> command = new ArrayList<>(List.of(compiler));
    command.addAll(List.of(options));
    command.addAll(List.of("-O2", "-ffp-contract=off", "-shared", "-fPIC", "-Wno-unknown-pragmas"));
    command.addAll(List.of("-o", output.toString(), input.toString()));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String log = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (process.waitFor() != 0) {
        throw new CudaException(compiler + "(" + name + ")", 6, "compilation failed", log);
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
