package anchorbench.source;

import anchorbench.InputException;
import anchorbench.data.Checksum;
import anchorbench.data.FashionMnist;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Fetches Fashion-MNIST into a folder. A file is moved to its name only after its checksum was
 * found right, so the folder never holds half a file.
 */
public final class Download {
  public static final URI ORIGIN =
      URI.create("http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/");

  private static final int LARGEST_PORT = 65_535;
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration WHOLE_FILE = Duration.ofMinutes(10);

  private Download() {}

  /**
   * An address that files can be fetched from.
   *
   * @param setting whose value it is, for the message
   * @throws InputException if it is no folder of a web server
   */
  static URI origin(String setting, String value) {
    try {
      URI origin = new URI(value);
      boolean web =
          "http".equalsIgnoreCase(origin.getScheme())
              || "https".equalsIgnoreCase(origin.getScheme());
      boolean folder = origin.getQuery() == null && origin.getFragment() == null;
      if (web && origin.getHost() != null && origin.getPort() <= LARGEST_PORT && folder) {
        return origin;
      }
    } catch (URISyntaxException e) {
      // Refused like every other that is none.
    }
    throw new InputException(
        setting
            + "'"
            + value
            + "': expected a folder of a web server, http://HOST/FOLDER/ or https://HOST/FOLDER/");
  }

  /**
   * @param origin folder of the files on a web server, http or https
   * @param log gets one line per file
   * @throws InputException if the origin cannot be reached or a checksum is wrong
   */
  public static void fetch(URI origin, Path folder, Consumer<String> log) {
    URI base = URI.create(origin + (origin.toString().endsWith("/") ? "" : "/"));
    try (HttpClient client =
        HttpClient.newBuilder()
            .connectTimeout(CONNECT)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build()) {
      Files.createDirectories(folder);
      for (FashionMnist.Published file : FashionMnist.FILES) {
        Path target = folder.resolve(file.name());
        if (!Files.exists(target)) {
          log.accept("fetching " + base.resolve(file.name()));
          fetchFile(client, base.resolve(file.name()), target, file);
        }
      }
    } catch (IOException e) {
      throw new InputException(
          "cannot fetch Fashion-MNIST from " + base + " into " + folder + ": " + reason(e), e);
    }
  }

  private static void fetchFile(
      HttpClient client, URI address, Path target, FashionMnist.Published file) throws IOException {
    Path part = Files.createTempFile(target.getParent(), file.name(), ".part");
    try {
      HttpRequest request = HttpRequest.newBuilder(address).timeout(WHOLE_FILE).build();
      HttpResponse<Path> response = client.send(request, HttpResponse.BodyHandlers.ofFile(part));
      if (response.statusCode() != 200) {
        throw new IOException("the server answered " + response.statusCode() + " to " + address);
      }
      String found = Checksum.of(part);
      if (!found.equals(file.sha256())) {
        throw new InputException(
            "%s: SHA-256 %s; expected %s - nothing was kept"
                .formatted(address, found, file.sha256()));
      }
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private static String reason(IOException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause.getMessage() != null) {
        return cause.getMessage();
      }
    }
    // The HTTP client's ConnectException has no message of its own.
    return e instanceof ConnectException ? "no connection" : e.getClass().getSimpleName();
  }
}
