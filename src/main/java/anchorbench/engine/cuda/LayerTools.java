package anchorbench.engine.cuda;

/** What the layers of a network work with. */
record LayerTools(
    Stream stream,
    Kernels kernels,
    ProductChoice products,
    ConvolutionChoice convolutions,
    DeviceParameters parameters) {
  static LayerTools of(
      CudaEngine engine,
      Stream stream,
      ConvolutionChoice convolutions,
      DeviceParameters parameters) {
    return new LayerTools(
        stream,
        engine.kernels(),
        new ProductChoice(engine.products(), parameters.arithmetic(), stream),
        convolutions,
        parameters);
  }
}
