package anchorbench.engine.cuda;

/**
 * What input rows are made of.
 *
 * @param table float32 [rows, pixels], anchors that are no images
 * @param pixelScale factor on pixels and on the table's numbers
 */
record RowSource(CudaImages images, DeviceBuffer table, float pixelScale) {}
