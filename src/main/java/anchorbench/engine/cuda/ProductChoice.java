package anchorbench.engine.cuda;

import anchorbench.InputException;
import anchorbench.engine.cuda.ChosenProduct.Operands;
import anchorbench.engine.cuda.driver.CudaException;
import anchorbench.engine.cuda.driver.Gemm;
import anchorbench.engine.cuda.driver.Gemm.Arithmetic;
import anchorbench.engine.cuda.driver.Gemm.Epilogue;
import anchorbench.engine.cuda.driver.GemmLibrary;
import anchorbench.engine.cuda.driver.GemmLibrary.Prepared;
import java.util.Locale;
import java.util.Optional;

/**
 * Chooses the algorithms of products: those of one arithmetic, to be run on one stream.
 *
 * <p>cuBLASLt is column-major, so a row-major matrix is its transpose there and every product is
 * written the other way round: {@code Y^T = W^T X^T}.
 */
final class ProductChoice {
  private final GemmLibrary products;
  private final Arithmetic arithmetic;
  private final Stream stream;

  ProductChoice(GemmLibrary products, Arithmetic arithmetic, Stream stream) {
    this.products = products;
    this.arithmetic = arithmetic;
    this.stream = stream;
  }

  Arithmetic arithmetic() {
    return arithmetic;
  }

  /**
   * The first epilogue that is offered; none with bfloat16, whose twins a kernel must write.
   *
   * @param bias device address that epilogues read or write; likewise mask
   * @throws InputException if the library has no algorithm even without an epilogue
   */
  ChosenProduct choose(
      String name, Gemm plain, Operands operands, long bias, long mask, Epilogue... wanted) {
    if (arithmetic != Arithmetic.BFLOAT16) {
      for (Epilogue epilogue : wanted) {
        Optional<Prepared> found = tried(plain.with(epilogue), operands, bias, mask);
        if (found.isPresent()) {
          return new ChosenProduct(name, found.get(), operands, epilogue);
        }
      }
    }
    Prepared found =
        tried(plain, operands, 0, 0)
            .orElseThrow(
                () ->
                    new InputException(
                        String.format(
                            Locale.ROOT,
                            "cuBLASLt has no %s product of %d x %d x %d: choose other widths or"
                                + " another --precision",
                            arithmetic,
                            plain.m(),
                            plain.n(),
                            plain.k())));
    return new ChosenProduct(name, found, operands, Epilogue.NONE);
  }

  /**
   * Run once, into memory that the next step overwrites: a heuristic may offer what the library
   * then refuses to start, and code that is loaded now is not loaded inside a recording.
   */
  private Optional<Prepared> tried(Gemm product, Operands operands, long bias, long mask) {
    Optional<Prepared> found = products.prepare(product, bias, mask, stream.workspace().bytes());
    if (found.isPresent()) {
      // The library works in whatever context is current on this thread.
      stream.context().driver();
      try {
        new ChosenProduct("", found.get(), operands, product.epilogue()).run(stream);
      } catch (CudaException e) {
        found.get().close();
        if (product.epilogue() == Epilogue.NONE) {
          throw e;
        }
        return Optional.empty();
      }
    }
    return found;
  }
}
