package anchorbench.fuzz;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/** What is wrong inside a sound package: a change outside is mostly found by its checksum. */
final class PackedMutations {
  private PackedMutations() {}

  static byte[] ofGzip(byte[] sound, SplittableRandom random) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(sound));
        GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(ByteMutations.of(in.readAllBytes(), random));
    }
    return packed.toByteArray();
  }

  static byte[] ofZip(byte[] sound, SplittableRandom random) throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(sound))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        entries.put(entry.getName(), in.readAllBytes());
      }
    }
    int changed = random.nextInt(entries.size());
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(packed)) {
      int at = 0;
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        out.putNextEntry(new ZipEntry(entry.getKey()));
        out.write(at++ == changed ? ByteMutations.of(entry.getValue(), random) : entry.getValue());
      }
    }
    return packed.toByteArray();
  }
}
