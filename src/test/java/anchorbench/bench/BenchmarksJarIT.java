package anchorbench.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anchorbench.check.RunCheck;
import anchorbench.data.SmallImages;
import anchorbench.result.BenchmarkRow;
import anchorbench.result.BenchmarkRow.Status;
import anchorbench.result.LatencyLog;
import anchorbench.result.RunReader;
import anchorbench.result.RunRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The jar as it is copied to another box. Only -Pbench builds it, so only there this runs. */
class BenchmarksJarIT {
  private static final String IN_PYTHON = "pytorch:eager";
  private static final String NO_PYTHON = "/there/is/no/python3";

  @TempDir private static Path images;

  @TempDir Path folder;

  @BeforeAll
  static void drawImages() throws IOException {
    SmallImages.writeTo(images);
  }

  private String run(int expectedExit, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Danchorbench.bench.data=" + images,
            "-Djava.io.tmpdir=" + Files.createDirectories(folder.resolve("tmp")),
            "-jar",
            System.getProperty("benchmarks.jar")));
    command.addAll(List.of(arguments));
    Path out = folder.resolve("out");
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();
    int exit = process.waitFor();
    String text = Files.readString(out, StandardCharsets.UTF_8);
    assertEquals(expectedExit, exit, text);
    try (Stream<Path> left = Files.list(folder.resolve("tmp"))) {
      List<Path> ours = left.filter(each -> each.toString().contains("anchorbench")).toList();
      assertEquals(List.of(), ours, "left among the temporary files");
    }
    return text;
  }

  @Test
  void listsItsBenchmarks() throws IOException, InterruptedException {
    String list = run(0, "-l");
    for (String kernel : List.of("classMeans", "tripletAssembly", "trainingStep")) {
      assertTrue(list.contains("Benchmark." + kernel + "\n"), list);
      assertTrue(list.contains("Benchmark." + kernel + "Ceiling\n"), list);
    }
  }

  @Test
  void jmhsOptionsWorkAndAnEnvelopeIsWrittenBesideTheJson()
      throws IOException, InterruptedException {
    String text =
        run(
            0,
            "ClassMeansBenchmark.classMeans$",
            "-f",
            "1",
            "-wi",
            "1",
            "-i",
            "1",
            "-w",
            "100ms",
            "-r",
            "100ms",
            "-p",
            "engine=cpu",
            "-p",
            "perClass=30",
            "-rf",
            "json",
            "-rff",
            "jmh.json");
    assertTrue(text.contains("class-means"), text);
    assertTrue(Files.readString(folder.resolve("jmh.json")).contains("primaryMetric"));
    String envelope = Files.readString(folder.resolve("run.json"));
    assertTrue(envelope.contains("\"status\" : \"TIMED\""), envelope);
    assertTrue(envelope.contains("\"largestError\" : 0.0"), envelope);
  }

  @Test
  void anUnknownEngineIsARowWithTheReason() throws IOException, InterruptedException {
    String text =
        run(
            0,
            "ClassMeansBenchmark.classMeans$",
            "-f",
            "1",
            "-wi",
            "1",
            "-i",
            "1",
            "-w",
            "100ms",
            "-r",
            "100ms",
            "-p",
            "engine=abacus",
            "-p",
            "perClass=30");
    assertTrue(text.contains("skipped, abacus: there is no such engine"), text);
  }

  /** What would spoil a record is one line and exit code 2, before anything is measured. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          -bm thrpt            | -bm thrpt: a row is the mean time of an operation
          -bm all              | -bm all: a row is the mean time of an operation
          -bm avgt,sample      | -bm avgt,sample: a row is
          -bm AVGT             | Unable to parse benchmark mode: "AVGT"
          -t 2                 | -t 2: a row is timed by one thread
          -t max               | -t max: a row is timed by one thread
          -tg 2                | -tg: a row is timed by one thread
          -f 0                 | -f 0: a row is timed in a JVM of its own
          -wf 1                | -wf 1: latencies of forks
          -bs 10               | -bs 10: a row is the time of one operation
          -opi 2               | -opi 2: each benchmark says itself
          -jvm /bin/false      | -jvm /bin/false: a record names the JVM
          -foe true            | -foe true: JMH would write nothing
          -i 0                 | should be positive
          -rff other.json      | name it jmh.json
          -rff no/where/jmh.json | Can not touch the result file
          -o no/where/log      | no/where/log
          -prof nonsense       | nonsense
          -tu parsecs          | parsecs
          -e ClassMeans        | No benchmarks to run
          -p perClass=-3       | -p perClass=-3: expected a number from 1
          -p perClass=30,30    | is asked for twice
          -p engin=cpu         | -p engin=cpu: no benchmark has such a parameter
          -p=engin=cpu         | -p engin=cpu: no benchmark has such a parameter
          -pengin=cpu          | -p engin=cpu: no benchmark has such a parameter
          -p images=x0         | -p images=x0: expected x1 to x99, or a shape
          -p images=28         | -p images=28: expected x1 to x99, or a shape
          -p images=0x28       | -p images=0x28: expected x1 to x99, or a shape
          -p images=28x28x3x1  | -p images=28x28x3x1: expected x1 to x99, or a shape
          -p images=999x999    | -p images=999x999: expected x1 to x99, or a shape of at most 262,144
          -p device=abacus     | -p device=abacus: expected one of
          """)
  void whatSpoilsARecordIsRefused(String options, String line)
      throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(List.of("ClassMeansBenchmark.classMeans", "-rf=json"));
    arguments.addAll(List.of(options.split(" ")));
    String text = run(2, arguments.toArray(String[]::new));
    List<String> said = text.lines().filter(each -> each.startsWith("benchmarks: ")).toList();
    assertEquals(1, said.size(), text);
    assertTrue(said.getFirst().contains(line), text);
    assertTrue(!text.contains("\tat "), text);
    assertTrue(Files.notExists(folder.resolve("run.json")));
  }

  /** JMH's own table has another unit; the record keeps its own, and check agrees. */
  @Test
  void aUnitIsConverted() throws IOException, InterruptedException {
    String options =
        "TrainingStepBenchmark.trainingStep(Ceiling)?$ -f 1 -wi 2 -i 3 -w 300ms -r 50ms -p"
            + " engine=cpu -p network=784-16-8 -p batch=16 -p anchors=mean -tu ms -rf json -jvmArgs"
            + " -Xmx1g";
    String text = run(0, options.split(" "));
    assertTrue(text.contains("ms/op"), text);
    RunRecord run = RunReader.read(folder);
    BenchmarkRow step = run.benchmarks().getFirst();
    assertTrue(step.latency() != null, text);
    double median = step.latency().p50Micros();
    // Halfway, by factors, to the 1,000 of a wrong unit: a young JVM's mean is far from its median.
    assertTrue(step.meanMicros() > median / 30 && step.meanMicros() < median * 30, text);
    assertEquals(List.of("-Xmx1g"), run.machine().javaFlags());
    assertEquals(List.of(), RunCheck.of(folder).differences());
  }

  /** A peer in Python has the steps that libtorch has, and no other; no row is there twice. */
  @Test
  void pytorchInPythonIsTimedAtWhatLibtorchIs() throws IOException, InterruptedException {
    List<String> steps = listed("quick", "reference,cpu,pytorch,pytorch:eager");
    assertEquals(6, stepsOf("pytorch", steps).size(), String.join("\n", steps));
    assertEquals(stepsOf("pytorch", steps), stepsOf("pytorch:eager", steps));
    assertEquals(1, stepsOf("pytorch:eager", listed("smoke", "pytorch:eager")).size());
    assertEquals(List.of(), stepsOf("pytorch:eager", listed("check", "cpu,pytorch:eager")));
  }

  /** JMH takes no engines for all of them: its rows would be there, and never timed. */
  @Test
  void aRunOfPeersAloneHasTheirRowsAlone() throws IOException, InterruptedException {
    Path out = folder.resolve("run");
    Path log = folder.resolve("log");
    List<String> command =
        runner("--data=synthetic", "--network=784-8", "--engines=pytorch:eager", "--out=" + out);
    command.add("--python=" + folder.resolve("no-python"));
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    assertEquals(0, process.waitFor(), Files.readString(log));
    List<BenchmarkRow> rows = RunReader.read(out).benchmarks();
    assertEquals(2, rows.size(), rows.toString());
    for (BenchmarkRow row : rows) {
      assertEquals("pytorch:eager", row.engine());
      assertEquals(Status.SKIPPED, row.status(), row.note());
      assertTrue(row.note().contains("does not start"), row.note());
    }
  }

  /** In the place of PyTorch a script that writes down what it is given, and leaves no record. */
  @Test
  void aPeerIsGivenTheImagesOfEachRow() throws IOException, InterruptedException {
    Path python = folder.resolve("python");
    Path given = folder.resolve("given");
    Files.writeString(
        python,
        """
        #!/bin/sh
        while [ $# -gt 0 ]; do
          case $1 in
            --describe) exit 0 ;;
            --modes) echo "$1 $2" >> "%1$s" ;;
            --network) echo "$1 $2" >> "%1$s" ;;
            --data) head -c 300 "$2" | tr -dc "[:print:]" | grep -o "'shape': [^)]*)" >> "%1$s" ;;
            --trace) grep -o '"arm" : "[^"]*"' "$2/spec.json" >> "%1$s" ;;
          esac
          shift
        done
        exit 1
        """
            .formatted(given));
    assertTrue(python.toFile().setExecutable(true));
    Path out = folder.resolve("run");
    List<String> command =
        runner("--data=synthetic", "--network=conv3x4-8,conv3x4-8@8x6x3", "--out=" + out);
    command.addAll(List.of("--engines=pytorch:eager,pytorch:eager:bf16", "--python=" + python));
    Path log = folder.resolve("log");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    assertEquals(0, process.waitFor(), Files.readString(log));
    String grey = "'shape': (60000, 28, 28)";
    // As many bytes as the chosen set has.
    String drawn = "'shape': (326660, 8, 6, 3)";
    List<String> expected = new ArrayList<>(List.of("--modes eager,eager:bf16"));
    for (String row : List.of("conv3x4-8", "conv3x4-8@8x6x3")) {
      for (String arm : List.of("random", "mean:30")) {
        String images = row.contains("@") ? drawn : grey;
        expected.addAll(List.of("\"arm\" : \"" + arm + "\"", images, "--network " + row));
      }
    }
    assertEquals(expected, Files.readAllLines(given), Files.readString(log));
    for (BenchmarkRow row : RunReader.read(out).benchmarks()) {
      assertEquals(Status.SKIPPED, row.status(), row.note());
      assertTrue(row.note().contains("its process left no record"), row.note());
    }
  }

  /** Every width with each kernel, by the processor alone unless others are asked for. */
  @Test
  void widthsAreRowsOfTheProcessor() throws IOException, InterruptedException {
    List<String> rows = listed("widths", null);
    assertEquals(15, rows.size(), String.join("\n", rows));
    assertTrue(rows.stream().allMatch(row -> row.contains("/engine=cpu/")), rows.toString());
    for (String shape : List.of("x1", "2x2x3", "27x29", "32x32x3", "64x64x3")) {
      assertEquals(3, rows.stream().filter(row -> row.contains("/images=" + shape)).count(), shape);
    }
    List<String> others = listed("widths", "reference,cpu");
    assertEquals(45, others.size(), String.join("\n", others));
  }

  /** The case's cost is of the row's images, not of the chosen set. */
  @Test
  void aRowOfAShapeIsCheckedAndHasItsPeak() throws IOException, InterruptedException {
    String options =
        "ClassMeansBenchmark.classMeans$|TripletAssemblyBenchmark.tripletAssembly$ -f 1 -wi 1 -i 1"
            + " -w 50ms -r 50ms -p engine=cpu -p images=2x2x3 -p perClass=30 -p batch=16 -p"
            + " anchors=mean -rf json";
    run(0, options.split(" "));
    List<BenchmarkRow> rows = RunReader.read(folder).benchmarks();
    assertEquals(2, rows.size());
    for (BenchmarkRow row : rows) {
      assertEquals(Status.TIMED, row.status(), row.note());
      assertEquals(0, row.check().largestError());
      assertTrue(row.timing().peakMicros() > 0, row.toString());
    }
    assertEquals(10 * 30 * 12, rows.getFirst().benchmark().cost().bytes());
    assertEquals(12 * (32 * 5 + 10 * 8), rows.getLast().benchmark().cost().bytes());
  }

  private static List<String> runner(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--add-modules=jdk.incubator.vector");
    command.addAll(List.of("-cp", System.getProperty("benchmarks.jar")));
    command.add("anchorbench.bench.BenchmarkRun");
    command.addAll(List.of(arguments));
    return command;
  }

  /**
   * @param engines or null for the preset's
   */
  private List<String> listed(String preset, String engines)
      throws IOException, InterruptedException {
    List<String> command = runner("--list", "--data=synthetic", "--preset=" + preset);
    if (engines != null) {
      command.add("--engines=" + engines);
    }
    Path out = folder.resolve("list");
    Path err = folder.resolve("err");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    assertEquals(0, process.waitFor(), Files.readString(err));
    List<String> rows = Files.readAllLines(out);
    assertEquals(rows.stream().distinct().toList(), rows);
    return rows;
  }

  private static List<String> stepsOf(String engine, List<String> rows) {
    String own = "/engine=" + engine + "/";
    return rows.stream()
        .filter(row -> row.startsWith("training-step/active=all/") && row.contains(own))
        .map(row -> row.replace(own, "/"))
        .sorted()
        .toList();
  }

  @Test
  void aKilledBenchmarkGoesOnBehindWhatItHad() throws IOException, InterruptedException {
    Path results = folder.resolve("results");
    List<String> begin =
        runner(
            "--preset=smoke",
            "--engines=cpu,pytorch:eager",
            "--python=" + NO_PYTHON,
            "--data=synthetic",
            "--out=" + results);
    Process killed = new ProcessBuilder(begin).redirectErrorStream(true).start();
    Path first = results.resolve("forks").resolve("00000").resolve("result.jmh");
    while (!Files.exists(first) && killed.isAlive()) {
      Thread.sleep(20);
    }
    killed.destroyForcibly().waitFor();
    assertTrue(Files.exists(first), "nothing was on disk when it was killed");
    var kept = Files.getLastModifiedTime(first);

    // A refusal touches nothing.
    for (String other : List.of("--out=elsewhere", "--preset=full", "--data=auto")) {
      List<String> wrong = runner("--resume=" + results, other);
      assertEquals(2, new ProcessBuilder(wrong).redirectErrorStream(true).start().waitFor());
    }
    assertEquals(kept, Files.getLastModifiedTime(first));

    List<String> resume = runner("--resume=" + results, "--python=" + NO_PYTHON);
    Path out = folder.resolve("resumed");
    Process resumed =
        new ProcessBuilder(resume).redirectErrorStream(true).redirectOutput(out.toFile()).start();
    assertEquals(0, resumed.waitFor(), Files.readString(out));
    RunRecord run = RunReader.read(results);
    assertEquals(13, run.benchmarks().size());
    assertTrue(
        run.benchmarks().stream()
            .allMatch(row -> row.status() == Status.TIMED || row.engine().equals(IN_PYTHON)));
    BenchmarkRow skipped = run.benchmarks().getLast();
    assertEquals(IN_PYTHON, skipped.engine());
    assertEquals(Status.SKIPPED, skipped.status());
    assertTrue(skipped.note().startsWith(NO_PYTHON + " does not start"), skipped.note());
    String jmh = Files.readString(results.resolve("jmh.json"));
    long besides = Pattern.compile("\"ceiling\" : \\{").matcher(jmh).results().count();
    assertEquals(
        run.benchmarks().stream().filter(row -> row.engine().equals("cpu")).count(), besides);
    var latencies = LatencyLog.read("log", RunReader.beside(results, LatencyLog.FILE));
    // Samples, intervals as JMH reckons them, peaks, percentiles, reports, checksums.
    assertEquals(List.of(), RunCheck.of(results).differences());
    assertTrue(
        run.benchmarks().stream()
            .filter(row -> row.latency() != null)
            .allMatch(row -> latencies.containsKey(row.tag())));
    assertTrue(Files.notExists(results.resolve("forks")), "what is in run.json is kept twice");
  }
}
