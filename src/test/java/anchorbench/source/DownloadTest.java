package anchorbench.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import anchorbench.InputException;
import anchorbench.data.DataSet;
import anchorbench.data.FashionMnist;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.SimpleFileServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Fetching from a server on this machine. */
class DownloadTest {
  @TempDir Path served;
  @TempDir Path cache;

  /** Where a package would have put the files. */
  @TempDir Path installed;

  private HttpServer server;

  private URI serve(Path folder) {
    server =
        SimpleFileServer.createFileServer(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            folder,
            SimpleFileServer.OutputLevel.NONE);
    server.start();
    return URI.create("http://localhost:" + server.getAddress().getPort());
  }

  @AfterEach
  void stop() {
    if (server != null) {
      server.stop(0);
    }
  }

  private List<String> inCache() throws IOException {
    try (var files = Files.list(cache)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  @Test
  void aWrongChecksumLeavesNothing() throws IOException {
    for (FashionMnist.Published file : FashionMnist.FILES) {
      Files.writeString(served.resolve(file.name()), "not the file");
    }
    URI origin = serve(served);
    String message =
        assertThrows(InputException.class, () -> Download.fetch(origin, cache, line -> {}))
            .getMessage();
    assertTrue(message.contains("SHA-256") && message.contains("expected"), message);
    assertEquals(List.of(), inCache());
  }

  @Test
  void aMissingFileIsNamed() throws IOException {
    URI origin = serve(served);
    String message =
        assertThrows(InputException.class, () -> Download.fetch(origin, cache, line -> {}))
            .getMessage();
    assertTrue(message.contains("404"), message);
    assertEquals(List.of(), inCache());
  }

  @Test
  void withoutAServerAutoFallsBackAndSaysSo() throws IOException {
    int closed;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      closed = socket.getLocalPort();
    }
    List<String> log = new ArrayList<>();
    DataSource source =
        new DataSource(
            cache, URI.create("http://localhost:" + closed + "/"), null, installed.resolve("none"));
    DataSet set = source.load(DataSource.AUTO, log::add);
    assertTrue(set.synthetic());
    assertTrue(set.headline().startsWith("SYNTHETIC"), set.headline());
    assertTrue(log.stream().anyMatch(line -> line.contains("cannot fetch")), log.toString());
    assertTrue(log.stream().anyMatch(line -> line.contains("SYNTHETIC")), log.toString());
  }

  @Test
  void realFilesAreFetchedOnceAndRead() throws IOException {
    String real = System.getenv("FASHION_MNIST_DIR");
    assumeTrue(real != null, "FASHION_MNIST_DIR is not set");
    DataSource source =
        new DataSource(cache, serve(Path.of(real).toRealPath()), null, installed.resolve("none"));
    DataSet set = source.load(DataSource.AUTO, line -> {});
    assertEquals(FashionMnist.NAME, set.name());
    assertEquals(4, inCache().size());
    server.stop(0);
    assertEquals(60_000, source.load(DataSource.AUTO, line -> {}).train().count());
  }

  @Test
  void whatAPackageInstalledIsTakenBeforeADownload() throws IOException {
    String real = System.getenv("FASHION_MNIST_DIR");
    assumeTrue(real != null, "FASHION_MNIST_DIR is not set");
    URI nowhere = URI.create("http://localhost:1/");
    List<String> log = new ArrayList<>();
    DataSource source = new DataSource(cache, nowhere, null, Path.of(real));
    DataSet set = source.load(DataSource.AUTO, log::add);
    assertEquals(FashionMnist.NAME, set.name());
    assertEquals(List.of(), log);
    // What is wrong there is told, and no reason to stop.
    DataSource wrong = new DataSource(cache, nowhere, null, served);
    assertTrue(wrong.load(DataSource.AUTO, log::add).synthetic());
    assertTrue(log.getFirst().startsWith(served.toString()), log.toString());
    assertTrue(log.getLast().contains("apt-get install dataset-fashion-mnist"), log.toString());
  }

  @Test
  void anExplicitFolderThatIsWrongIsNotReplaced() {
    DataSource source = new DataSource(cache, URI.create("http://localhost:1/"), served, installed);
    assertThrows(InputException.class, () -> source.load(DataSource.AUTO, line -> {}));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "file:///images",
        "ftp://host/images",
        "jar:file:/x.jar!/",
        "images",
        "",
        "http:",
        "http:host",
        "http:///images",
        "http://host:99999/",
        "http://host/images?all",
        "http://ho st/",
        "http://[",
        "%zz",
      })
  void anAddressThatIsNoFolderOfAWebServerIsRefused(String address) {
    String message =
        assertThrows(InputException.class, () -> Download.origin("origin ", address)).getMessage();
    assertTrue(message.startsWith("origin '" + address + "': expected a folder"), message);
  }

  @Test
  void whatIsOneIsTaken() {
    for (String address : List.of("http://host/images", "HTTPS://host:8443/", "http://[::1]:80")) {
      assertEquals(URI.create(address), Download.origin("origin ", address));
    }
  }
}
