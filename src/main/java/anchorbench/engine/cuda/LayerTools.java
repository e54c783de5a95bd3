package anchorbench.engine.cuda;

/** What the layers of a network work with. */
record LayerTools(
    Stream stream, Kernels kernels, ProductChoice products, DeviceParameters parameters) {
  static LayerTools of(CudaEngine engine, Stream stream, DeviceParameters parameters) {
    return new LayerTools(
        stream,
        engine.kernels(),
        new ProductChoice(engine.products(), parameters.arithmetic(), stream),
        parameters);
  }
}
