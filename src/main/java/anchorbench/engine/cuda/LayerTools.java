package anchorbench.engine.cuda;

/** What the layers of a network work with. */
record LayerTools(
    Stream stream,
    Kernels kernels,
    DenseKernels dense,
    ImageKernels images,
    ProductChoice products,
    ConvolutionChoice convolutions,
    DeviceParameters parameters) {
  static LayerTools of(
      CudaEngine engine,
      Stream stream,
      ConvolutionChoice convolutions,
      DeviceParameters parameters) {
    Kernels kernels = engine.kernels();
    return new LayerTools(
        stream,
        kernels,
        new DenseKernels(kernels),
        new ImageKernels(kernels),
        new ProductChoice(engine.products(), parameters.arithmetic(), stream),
        convolutions,
        parameters);
  }
}
