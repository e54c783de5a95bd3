package anchorbench.fuzz;

import anchorbench.check.RunCheck;
import anchorbench.data.PixelScaling;
import anchorbench.data.Shape;
import anchorbench.experiment.protocol.Protocols;
import anchorbench.model.Model;
import anchorbench.network.Distance;
import anchorbench.network.NetworkSpec;
import anchorbench.network.Weights;
import anchorbench.output.Json;
import anchorbench.result.BenchmarkRow;
import anchorbench.result.Checksums;
import anchorbench.result.RunRecord;
import anchorbench.result.TestRuns;
import anchorbench.source.IdxFolder;
import anchorbench.source.ReadOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every file that is read from outside, changed in all ways that fit half a minute. */
class FuzzTest {
  private static final int IMAGES = 24;
  private static final int SIDE = 5;

  @TempDir Path folder;

  /** One half plain, one half packed. */
  @Test
  void imagesInIdxFiles() throws IOException {
    byte[] images = idx(0x803, IMAGES * SIDE * SIDE, IMAGES, SIDE, SIDE);
    byte[] labels = idx(0x801, IMAGES, IMAGES);
    Map<String, byte[]> files = new TreeMap<>();
    files.put("train-images-idx3-ubyte", images);
    files.put("train-labels-idx1-ubyte", labels);
    files.put("t10k-images-idx3-ubyte.gz", gzip(images));
    files.put("t10k-labels-idx1-ubyte.gz", gzip(labels));
    new Fuzzing("IDX", folder, files, () -> IdxFolder.read(folder, ReadOptions.NONE, line -> {}))
        .run();
  }

  private static byte[] idx(int magic, int bytes, int... sizes) {
    ByteBuffer file = ByteBuffer.allocate(4 + 4 * sizes.length + bytes).putInt(magic);
    for (int size : sizes) {
      file.putInt(size);
    }
    for (int i = 0; i < bytes; i++) {
      file.put((byte) (i % 3));
    }
    return file.array();
  }

  private static byte[] gzip(byte[] plain) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(plain);
    }
    return packed.toByteArray();
  }

  @Test
  void aModelsWeights() throws IOException {
    Weights weights = Weights.initial(NetworkSpec.parse("6-5-4"), 1);
    new Model(weights, PixelScaling.by(1), Distance.EUCLIDEAN, 1)
        .save(folder.resolve("weights.npz"), Shape.grey(1, weights.spec().inputs()));
    new Fuzzing("npz", folder, sound("weights.npz", "spec.json"), () -> Model.load(folder)).run();
  }

  @Test
  void protocols() throws IOException {
    String name = "protocol.json";
    Json.write(folder.resolve(name), Protocols.CLEAN);
    new Fuzzing(
            "protocols",
            folder,
            sound(name),
            () -> Protocols.read(folder.resolve(name), line -> {}))
        .run();
  }

  /** The record, its raw files, and everything that is made of them. */
  @Test
  void records() throws IOException {
    List<BenchmarkRow> rows = TestRuns.benchmark();
    Json.write(folder.resolve(RunRecord.FILE), TestRuns.run(TestRuns.experiment(), rows));
    Files.writeString(folder.resolve("jmh.json"), TestRuns.jmhJson(rows));
    String peer = "[{\"kernel\": \"a\", \"parameters\": {}, \"steps\": 2, \"nanos\": [3, 4]}]";
    Files.writeString(folder.resolve(RunRecord.PEER_FILE), peer, StandardCharsets.UTF_8);
    String[] tags =
        rows.stream()
            .filter(row -> row.latency() != null)
            .map(BenchmarkRow::tag)
            .toArray(String[]::new);
    Files.write(folder.resolve("latency.hlog"), TestRuns.latencyLog(tags));
    Checksums.write(folder);
    Map<String, byte[]> files =
        sound(RunRecord.FILE, "jmh.json", RunRecord.PEER_FILE, "latency.hlog", Checksums.FILE);
    // Reads the record, computes it again and makes its reports.
    new Fuzzing("records", folder, files, () -> RunCheck.of(folder)).run();
  }

  private Map<String, byte[]> sound(String... names) throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    for (String name : names) {
      files.put(name, Files.readAllBytes(folder.resolve(name)));
    }
    return files;
  }
}
