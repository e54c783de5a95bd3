package anchorbench.engine.cuda;

/** Device address of float32 [rows, columns], row-major and dense. */
record DeviceMatrix(long address, int rows, int columns) {}
