package anchorbench.engine.cuda;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anchorbench.data.Shape;
import anchorbench.engine.cuda.driver.ConvolutionLibrary;
import anchorbench.engine.cuda.driver.ConvolutionLibrary.Pass;
import anchorbench.engine.cuda.driver.ConvolutionLibrary.Prepared;
import anchorbench.engine.cuda.driver.ConvolutionProblem;
import anchorbench.engine.cuda.driver.ConvolutionProblem.Order;
import anchorbench.engine.cuda.driver.CudaException;
import anchorbench.engine.cuda.driver.Gemm.Arithmetic;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The stand-in for cuDNN against a convolution of padded images. */
class HostConvolutionsTest {
  private static final int ROWS = 2;

  private HostDriver driver;
  private HostConvolutions all;
  private ConvolutionLibrary convolutions;
  private long stream;
  private final List<Long> allocated = new ArrayList<>();

  @BeforeEach
  void open() {
    driver = new HostDriver(new HostDriver.Faults());
    driver.makeCurrent(driver.retainPrimaryContext(0));
    stream = driver.createStream();
    all = new HostConvolutions(driver, EnumSet.allOf(Pass.class));
    convolutions = all.ofCurrentContext();
  }

  @AfterEach
  void nothingIsLeft() {
    allocated.forEach(driver::free);
    driver.destroyStream(stream);
    convolutions.close();
    assertEquals(0, all.live);
    assertEquals(0, all.open);
  }

  private static ConvolutionProblem problem(int stride, Order order, Arithmetic arithmetic) {
    Shape in = new Shape(3, 5, 6);
    Shape out = new Shape(2, (5 + 2 - 3) / stride + 1, (6 + 2 - 3) / stride + 1);
    return new ConvolutionProblem(ROWS, in, out, 3, stride, 1, order, arithmetic);
  }

  static Stream<ConvolutionProblem> problems() {
    return Stream.of(Arithmetic.values())
        .flatMap(
            arithmetic -> Stream.of(Order.values()).map(order -> problem(1, order, arithmetic)))
        .flatMap(p -> Stream.of(p, problem(2, p.order(), p.arithmetic())));
  }

  /** An image of a problem, its weights or its outputs, and what they are multiplied with. */
  private record Numbers(float[] x, float[] w, float[] y) {
    static Numbers random(ConvolutionProblem p) {
      // Sums of products of whole numbers as small as these are exact in every arithmetic.
      SplittableRandom random = new SplittableRandom(7);
      return new Numbers(
          whole(random, ROWS * p.in().size()),
          whole(random, (int) p.weights()),
          whole(random, ROWS * p.out().size()));
    }

    private static float[] whole(SplittableRandom random, int count) {
      float[] numbers = new float[count];
      for (int i = 0; i < count; i++) {
        numbers[i] = random.nextInt(-2, 3);
      }
      return numbers;
    }
  }

  /** By definition, of images with their padding around them. */
  private static float[] forward(ConvolutionProblem p, float[] x, float[] w) {
    int pad = p.padding();
    Shape in = p.in();
    Shape wide = new Shape(in.channels(), in.height() + 2 * pad, in.width() + 2 * pad);
    float[] padded = new float[ROWS * wide.size()];
    for (int i = 0; i < x.length; i++) {
      int[] at = place(p.order(), in, i);
      int to = HostConvolutions.at(p.order(), wide, at[0], at[1], at[2] + pad, at[3] + pad);
      padded[to] = x[i];
    }
    float[] y = new float[ROWS * p.out().size()];
    Shape kernel = new Shape(in.channels(), p.kernel(), p.kernel());
    for (int i = 0; i < y.length; i++) {
      int[] at = place(p.order(), p.out(), i);
      for (int j = 0; j < kernel.size(); j++) {
        int weight = at[1] * kernel.size() + j;
        int[] tap = place(p.order(), kernel, weight);
        int from =
            HostConvolutions.at(
                p.order(),
                wide,
                at[0],
                tap[1],
                at[2] * p.stride() + tap[2],
                at[3] * p.stride() + tap[3]);
        y[i] += padded[from] * w[weight];
      }
    }
    return y;
  }

  /** Image, channel, y and x of a number. */
  private static int[] place(Order order, Shape shape, int index) {
    int image = index / shape.size();
    int inside = index % shape.size();
    if (order == Order.PLANES) {
      int plane = shape.height() * shape.width();
      return new int[] {
        image, inside / plane, inside % plane / shape.width(), inside % shape.width()
      };
    }
    int pixel = inside / shape.channels();
    return new int[] {
      image, inside % shape.channels(), pixel / shape.width(), pixel % shape.width()
    };
  }

  /** What one number of the input or of the weights adds to the outputs, times y. */
  private static float part(ConvolutionProblem p, float[] x, float[] w, float[] y) {
    float[] outputs = forward(p, x, w);
    float sum = 0;
    for (int i = 0; i < y.length; i++) {
      sum += outputs[i] * y[i];
    }
    return sum;
  }

  private static float[] expected(ConvolutionProblem p, Pass pass, Numbers n) {
    if (pass == Pass.FORWARD) {
      return forward(p, n.x, n.w);
    }
    boolean weights = pass == Pass.WEIGHT_GRADIENT;
    float[] gradient = new float[weights ? n.w.length : n.x.length];
    for (int i = 0; i < gradient.length; i++) {
      float[] unit = new float[gradient.length];
      unit[i] = 1;
      gradient[i] = weights ? part(p, n.x, unit, n.y) : part(p, unit, n.w, n.y);
    }
    return gradient;
  }

  private long device(ConvolutionProblem p, float[] numbers) {
    long at = driver.allocate((long) numbers.length * p.numberBytes());
    allocated.add(at);
    MemorySegment to = HostMemory.at(at, (long) numbers.length * p.numberBytes());
    for (int i = 0; i < numbers.length; i++) {
      if (p.arithmetic() == Arithmetic.BFLOAT16) {
        to.setAtIndex(JAVA_SHORT_UNALIGNED, i, HostConvolutions.bfloat16(numbers[i]));
      } else {
        to.setAtIndex(JAVA_FLOAT_UNALIGNED, i, numbers[i]);
      }
    }
    return at;
  }

  private static float[] host(ConvolutionProblem p, long at, int count) {
    MemorySegment from = HostMemory.at(at, (long) count * p.numberBytes());
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] =
          p.arithmetic() == Arithmetic.BFLOAT16
              ? Float.intBitsToFloat(from.getAtIndex(JAVA_SHORT_UNALIGNED, i) << 16)
              : from.getAtIndex(JAVA_FLOAT_UNALIGNED, i);
    }
    return numbers;
  }

  private float[] run(ConvolutionProblem p, Pass pass, Numbers n) {
    long x = device(p, n.x);
    long w = device(p, n.w);
    long y = device(p, n.y);
    long workspace = driver.allocate(HostConvolutions.WORKSPACE_BYTES);
    allocated.add(workspace);
    try (Prepared prepared = convolutions.prepare(p, pass, 1 << 20).orElseThrow()) {
      prepared.run(x, w, y, workspace, stream);
      driver.synchronise(stream);
    }
    return switch (pass) {
      case FORWARD -> host(p, y, n.y.length);
      case WEIGHT_GRADIENT -> host(p, w, n.w.length);
      case INPUT_GRADIENT -> host(p, x, n.x.length);
    };
  }

  @ParameterizedTest
  @MethodSource("problems")
  void everyPassIsThatOfPaddedImages(ConvolutionProblem p) {
    Numbers numbers = Numbers.random(p);
    for (Pass pass : Pass.values()) {
      assertArrayEquals(expected(p, pass, numbers), run(p, pass, numbers), pass.toString());
    }
  }

  /** 1 + 2^-12 has two bits more than TF32 keeps, and five more than bfloat16. */
  @Test
  void inputsAreRoundedAsTheArithmeticSays() {
    for (Arithmetic arithmetic : Arithmetic.values()) {
      ConvolutionProblem p =
          new ConvolutionProblem(
              1, new Shape(1, 1, 1), new Shape(1, 1, 1), 1, 1, 0, Order.PLANES, arithmetic);
      float number = 1 + 0x1p-12f;
      Numbers one = new Numbers(new float[] {number}, new float[] {1}, new float[] {0});
      assertEquals(
          arithmetic == Arithmetic.FLOAT32 ? number : 1,
          run(p, Pass.FORWARD, one)[0],
          arithmetic.label());
    }
  }

  @Test
  void bfloat16IsTheNearestEven() {
    assertEquals(0x3f80, HostConvolutions.bfloat16(1 + 0x1p-8f));
    assertEquals(0x3f82, HostConvolutions.bfloat16(1 + 0x3p-8f));
    assertTrue(Float.isNaN(Float.intBitsToFloat(HostConvolutions.bfloat16(Float.NaN) << 16)));
  }

  @Test
  void whatIsNotOfferedOrDoesNotFitIsNotPrepared() {
    ConvolutionProblem p = problem(1, Order.PLANES, Arithmetic.FLOAT32);
    ConvolutionLibrary forward =
        new HostConvolutions(driver, EnumSet.of(Pass.FORWARD)).ofCurrentContext();
    assertTrue(forward.prepare(p, Pass.INPUT_GRADIENT, 1 << 20).isEmpty());
    assertTrue(forward.prepare(p, Pass.FORWARD, 0).isEmpty());
    assertTrue(
        new HostConvolutions(driver, EnumSet.noneOf(Pass.class))
            .prepare(p, Pass.FORWARD, 1 << 20)
            .isEmpty());
  }

  @Test
  void refusesTheFirstRunAsTold() {
    ConvolutionProblem p = problem(1, Order.PLANES, Arithmetic.FLOAT32);
    all.refused.add(Pass.FORWARD);
    assertThrows(CudaException.class, () -> run(p, Pass.FORWARD, Numbers.random(p)));
  }

  @Test
  void belongsToTheCardThatWasCurrent() {
    ConvolutionProblem p = problem(1, Order.PLANES, Arithmetic.FLOAT32);
    long first = driver.currentContext();
    driver.makeCurrent(driver.retainPrimaryContext(1));
    assertThrows(AssertionError.class, () -> convolutions.prepare(p, Pass.FORWARD, 1 << 20));
    driver.makeCurrent(first);
  }

  @Test
  void isNotClosedBeforeWhatItPrepared() {
    ConvolutionProblem p = problem(1, Order.PLANES, Arithmetic.FLOAT32);
    try (Prepared _ = convolutions.prepare(p, Pass.FORWARD, 1 << 20).orElseThrow()) {
      assertEquals(1, all.live);
      assertThrows(AssertionError.class, convolutions::close);
    }
  }
}
