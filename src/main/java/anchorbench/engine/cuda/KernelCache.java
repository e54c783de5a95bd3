package anchorbench.engine.cuda;

import anchorbench.engine.cuda.driver.KernelCompiler;
import anchorbench.output.OutputFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Compiled kernels on disk, named by all that went into them: source, options, compiler and its
 * version. Every fork of a benchmark would compile them anew otherwise.
 */
record KernelCache(Path folder, KernelCompiler compiler) {
  /**
   * @param definitions text that stands before the source
   */
  byte[] compiled(String family, String definitions, String... options) {
    String source = definitions + KernelSource.of(family);
    Path file = folder.resolve(family + "-" + key(source, options) + ".bin");
    try {
      if (Files.exists(file)) {
        return Files.readAllBytes(file);
      }
    } catch (IOException e) {
      // Compiled again below.
    }
    byte[] image = compiler.compile(source, family + ".cu", options);
    keep(file, image);
    return image;
  }

  private static void keep(Path file, byte[] image) {
    try {
      OutputFile.write(file, out -> out.write(image));
    } catch (RuntimeException e) {
      // A cache that cannot be written costs time, nothing else.
      System.getLogger(KernelCache.class.getName())
          .log(System.Logger.Level.DEBUG, "kernel not kept", e);
    }
  }

  private String key(String source, String... options) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(compiler.getClass().getSimpleName().getBytes(StandardCharsets.UTF_8));
      digest.update(compiler.version().getBytes(StandardCharsets.UTF_8));
      digest.update(String.join(" ", options).getBytes(StandardCharsets.UTF_8));
      digest.update(source.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest.digest(), 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
