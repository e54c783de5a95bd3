package anchorbench.engine.cuda;

import anchorbench.engine.cuda.driver.Gemm.Epilogue;
import anchorbench.engine.cuda.driver.GemmLibrary.Prepared;

/** A product, what it is made of and what it does besides. */
record ChosenProduct(String name, Prepared product, Operands operands, Epilogue epilogue)
    implements AutoCloseable {
  /** Device addresses of a product's matrices. */
  record Operands(long a, long b, long d) {}

  void run(Stream stream) {
    run(stream, operands);
  }

  /** With other matrices of the same shapes. */
  void run(Stream stream, Operands others) {
    product.run(others.a, others.b, others.d, stream.workspace().address(), stream.handle());
  }

  /** The same, added to what lies in d. */
  void add(Stream stream, Operands others) {
    product.add(others.a, others.b, others.d, stream.workspace().address(), stream.handle());
  }

  /** Which algorithm it got, for the record. */
  String line() {
    return "%s: %s with %s".formatted(name, product.algorithm(), epilogue);
  }

  @Override
  public void close() {
    product.close();
  }
}
