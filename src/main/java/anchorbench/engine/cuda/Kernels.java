package anchorbench.engine.cuda;

import anchorbench.InputException;
import anchorbench.engine.cuda.driver.CudaException;
import anchorbench.engine.cuda.driver.Driver;
import anchorbench.engine.cuda.driver.Grid;
import anchorbench.engine.cuda.driver.KernelArguments;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The compiled kernels; each method launches one. Shapes are in the sources. */
final class Kernels implements AutoCloseable {
  static final int WARP = 32;

  private static final int ADAM_THREADS = 256;
  private static final int THREADS = 256;

  private final Context context;
  private final KernelCache cache;
  private final Architecture architecture;
  private final List<Long> modules = new ArrayList<>();
  private final Map<String, Long> functions = new HashMap<>();

  /** Functions by name, for each network that kernels were compiled for. */
  private final Map<String, Map<String, Long>> networks = new HashMap<>();

  /**
   * @throws CudaAbsent if a kernel cannot be compiled or loaded
   */
  Kernels(Context context, KernelCache cache, Architecture architecture) throws CudaAbsent {
    this.context = context;
    this.cache = cache;
    this.architecture = architecture;
    try {
      for (String family : KernelSource.FAMILIES) {
        functions.putAll(load(family, ""));
      }
    } catch (CudaException e) {
      close();
      throw new CudaAbsent(
          "the kernels do not compile for %s (%s).".formatted(architecture, e.getMessage()));
    }
  }

  private Map<String, Long> load(String family, String definitions) {
    byte[] image = cache.compiled(family, definitions, architecture.option(), "--std=c++17");
    long module = context.driver().loadModule(image);
    modules.add(module);
    return KernelSource.kernels(family).stream()
        .collect(Collectors.toMap(name -> name, name -> context.driver().function(module, name)));
  }

  /**
   * The kernels of a family that is compiled for a network, the first time it is asked for.
   * Trainers of several threads may ask.
   *
   * @param definitions the network's sizes, one {@code #define} a line
   * @param without option that does without the family, e.g. {@code
   *     -Danchorbench.cuda.step=cublaslt}
   * @throws InputException if they do not compile
   */
  synchronized Map<String, Long> ofNetwork(String family, String definitions, String without) {
    try {
      return networks.computeIfAbsent(family + "\n" + definitions, _ -> load(family, definitions));
    } catch (CudaException e) {
      throw new InputException(
          "the kernels of %s do not compile for %s (%s). Cure: %s does without"
              .formatted(family, architecture, e.getMessage(), without),
          e);
    }
  }

  /** One line for each kernel that is the same for every network: registers and shared memory. */
  List<String> usage() {
    Driver driver = context.driver();
    return functions.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(
            kernel ->
                String.format(
                    Locale.ROOT,
                    "kernel %s: %d registers, %d B of shared memory",
                    kernel.getKey(),
                    driver.functionAttribute(kernel.getValue(), Driver.REGISTERS),
                    driver.functionAttribute(kernel.getValue(), Driver.SHARED_BYTES)))
        .toList();
  }

  /** Handle of a kernel, for those that launch it themselves. */
  long function(String name) {
    return functions.get(name);
  }

  private static KernelArguments arguments() {
    return new KernelArguments();
  }

  /**
   * @param firstPerClass at most as many as the largest class has
   */
  void classSums(Stream stream, CudaImages images, int firstPerClass, DeviceBuffer sums) {
    int vectors = images.pitch() / CudaImages.VECTOR;
    ClassSumTiles tiles =
        ClassSumTiles.of(
            vectors,
            firstPerClass,
            images.classes(),
            context.attribute(Driver.MULTIPROCESSOR_COUNT));
    int blocks = tiles.blocksOfAClass(vectors, firstPerClass);
    if (blocks == 0) {
      return;
    }
    stream.launch(
        functions.get("class_sums"),
        new Grid(blocks, images.classes(), ClassSumTiles.THREADS, 1),
        arguments()
            .pointer(images.pixels().address())
            .integer(vectors)
            .integer(images.pixelsPerImage())
            .pointer(images.order().address())
            .pointer(images.classStart().address())
            .integer(firstPerClass)
            .integer(tiles.band())
            .integer(tiles.images())
            .pointer(sums.address()));
  }

  /**
   * Copies rows of a table as {@link #gatherRows} does, where no source is an image.
   *
   * @param table device address of float32 [*, width]
   * @param source device address of int32 [rows], each {@code -1 - row}
   * @param out device address of float32 [rows, width]
   */
  void tableRows(Stream stream, long table, int width, long source, int rows, long out) {
    stream.launch(
        functions.get("gather_rows"),
        new Grid(Math.ceilDiv(rows, THREADS / WARP), 1, WARP, THREADS / WARP),
        arguments()
            .pointer(0)
            .integer(0)
            .pointer(table)
            .pointer(source)
            .integer(rows)
            .integer(width)
            .real(1)
            .pointer(out));
  }

  /**
   * @param chosen device address of int32 [rows]: images, or below 0 rows of the table
   * @param out device address of float32, or bfloat16, [rows, pixels]
   */
  void gatherRows(
      Stream stream, RowSource source, long chosen, int rows, boolean toBfloat16, long out) {
    if (rows == 0) {
      return;
    }
    CudaImages images = source.images();
    int quads = Math.ceilDiv(images.pixelsPerImage(), 4);
    // A row's threads load four pixels each, four times; a block has 256.
    int threads = Math.clamp((long) Math.ceilDiv(quads, 4 * WARP) * WARP, WARP, THREADS);
    int rowsPerBlock = THREADS / threads;
    boolean factor = source.scaling().isFactor();
    KernelArguments arguments =
        arguments()
            .pointer(images.pixels().address())
            .integer(images.pitch())
            .pointer(source.table().address())
            .pointer(chosen)
            .integer(rows)
            .integer(images.pixelsPerImage());
    arguments =
        factor
            ? arguments.real(source.scaling().factor(0))
            : arguments.pointer(source.pairs().address()).integer(source.plane());
    stream.launch(
        functions.get((factor ? "gather_rows" : "gather_planes") + (toBfloat16 ? "_bfloat16" : "")),
        new Grid(Math.ceilDiv(rows, rowsPerBlock), 1, threads, rowsPerBlock),
        arguments.pointer(out));
  }

  /** What both forms of the loss are given. */
  record LossShape(int width, int slots, int stride, int count, float margin, boolean squared) {}

  /**
   * Device addresses of what both forms of the loss read and write.
   *
   * @param embeddings float32 [rows, width]
   * @param gradient float32 [rows, width], loss by embedding
   * @param violation float32 [count]
   */
  record LossBuffers(long embeddings, long gradient, long violation) {}

  void tripletLoss(Stream stream, LossShape shape, LossBuffers buffers, long anchorRow) {
    stream.launch(
        functions.get("triplet_loss"),
        Grid.covering((long) shape.count * WARP, THREADS / 2),
        arguments()
            .pointer(buffers.embeddings)
            .integer(shape.width)
            .integer(shape.slots)
            .integer(shape.stride)
            .pointer(anchorRow)
            .integer(shape.count)
            .real(shape.margin)
            .integer(shape.squared ? 1 : 0)
            .pointer(buffers.gradient)
            .pointer(buffers.violation));
  }

  void tripletLossShared(
      Stream stream,
      LossShape shape,
      LossBuffers buffers,
      long members,
      long memberStart,
      long factors) {
    stream.launch(
        functions.get("triplet_loss_shared"),
        new Grid(shape.slots, 1, THREADS, 1),
        arguments()
            .pointer(buffers.embeddings)
            .integer(shape.width)
            .integer(shape.slots)
            .integer(shape.stride)
            .pointer(members)
            .pointer(memberStart)
            .integer(shape.count)
            .real(shape.margin)
            .integer(shape.squared ? 1 : 0)
            .pointer(buffers.gradient)
            .pointer(buffers.violation)
            .pointer(factors));
  }

  /**
   * @param corrections device address of this step's two numbers
   * @param loss device address of this step's loss; likewise active
   */
  void adam(
      Stream stream,
      DeviceParameters parameters,
      long corrections,
      DeviceBuffer violation,
      int count,
      long loss,
      long active) {
    int quads = Math.toIntExact(parameters.layout().padded() / 4);
    stream.launch(
        functions.get("adam"),
        Grid.covering(quads, ADAM_THREADS),
        arguments()
            .pointer(parameters.values().address())
            .pointer(parameters.firstMoment().address())
            .pointer(parameters.secondMoment().address())
            .pointer(parameters.gradient().address())
            .integer(quads)
            .pointer(corrections)
            .real((float) parameters.adam().beta1())
            .real((float) parameters.adam().beta2())
            .real((float) parameters.adam().epsilon())
            .pointer(parameters.halfAddress())
            .pointer(violation.address())
            .integer(count)
            .pointer(loss)
            .pointer(active));
  }

  void roundWeights(Stream stream, long values, int count, long halves) {
    stream.launch(
        functions.get("round_weights"),
        Grid.covering(count, THREADS),
        arguments().pointer(values).integer(count).pointer(halves));
  }

  void squaredNorms(Stream stream, DeviceMatrix values, DeviceBuffer norms) {
    stream.launch(
        functions.get("squared_norms"),
        Grid.covering((long) values.rows() * WARP, THREADS),
        arguments()
            .pointer(values.address())
            .integer(values.rows())
            .integer(values.columns())
            .pointer(norms.address()));
  }

  /**
   * The nearest of each query so far.
   *
   * @param kept of each query, at most {@link #WARP}
   * @param scores float32 [queries, {@link #WARP}]
   * @param rows int32 [queries, {@link #WARP}], of the index
   */
  record Candidates(int kept, DeviceBuffer scores, DeviceBuffer rows) {}

  /**
   * @param products of queries and of the index's rows from {@code first} on, [queries, rows]
   * @param norms float32, squared, of every row of the index
   */
  void keepNearest(
      Stream stream, DeviceMatrix products, DeviceBuffer norms, int first, Candidates candidates) {
    stream.launch(
        functions.get("keep_nearest"),
        Grid.covering((long) products.rows() * WARP, THREADS / 2),
        arguments()
            .pointer(products.address())
            .integer(products.rows())
            .integer(products.columns())
            .pointer(norms.address())
            .integer(first)
            .integer(candidates.kept)
            .pointer(candidates.scores.address())
            .pointer(candidates.rows.address()));
  }

  /**
   * @param nearest device address of int32 [queries, k]
   */
  void orderNearest(
      Stream stream,
      DeviceMatrix queries,
      DeviceMatrix index,
      Candidates candidates,
      int k,
      long nearest) {
    stream.launch(
        functions.get("order_nearest"),
        Grid.covering((long) queries.rows() * WARP, THREADS / 2),
        arguments()
            .pointer(queries.address())
            .pointer(index.address())
            .integer(queries.rows())
            .integer(queries.columns())
            .pointer(candidates.rows.address())
            .integer(candidates.kept)
            .integer(k)
            .pointer(nearest));
  }

  /** An empty node. */
  void nothing(Stream stream) {
    stream.launch(functions.get("nothing"), new Grid(1, 1, 1, 1), arguments());
  }

  /** From -1 to 1; either address may be 0. */
  void randomNumbers(Stream stream, long floats, long count, long halves) {
    stream.launch(
        functions.get("random_numbers"),
        Grid.covering(count, THREADS),
        arguments().pointer(floats).longInteger(count).pointer(halves));
  }

  void readOnly(Stream stream, int blocks, long from, long bytes, DeviceBuffer sink) {
    stream.launch(
        functions.get("read_only"),
        new Grid(blocks, 1, THREADS, 1),
        arguments().pointer(from).longInteger(bytes / 16).pointer(sink.address()));
  }

  @Override
  public void close() {
    for (long module : modules) {
      context.release(driver -> driver.unloadModule(module));
    }
    modules.clear();
  }
}
