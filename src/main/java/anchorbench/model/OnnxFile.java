package anchorbench.model;

import ai.onnx.proto.OnnxMl;
import anchorbench.data.PixelScaling;
import anchorbench.machine.Build;
import anchorbench.network.NetworkSpec;
import anchorbench.output.OutputFile;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

/**
 * A model as ONNX: {@code pixels} float32 [n, inputs], 0..255, in; {@code embedding} float32 [n,
 * outputs] out. The scaling of the pixels is part of the graph.
 */
public final class OnnxFile {
  private static final int IR_VERSION = 8;
  private static final int OPSET = 13;

  private OnnxFile() {}

  public static void write(Path file, Model model) {
    OutputFile.write(file, out -> of(model).writeTo(out));
  }

  private static OnnxMl.ModelProto of(Model model) {
    NetworkSpec spec = model.weights().spec();
    OnnxMl.GraphProto.Builder graph = OnnxMl.GraphProto.newBuilder().setName("embedding");
    graph.addInput(tensor("pixels", spec.inputs()));
    graph.addOutput(tensor("embedding", spec.outputs()));
    addScaling(graph, model.scaling(), spec.inputs());
    new OnnxLayers(graph, model.weights()).add("scaled", "embedding");
    return OnnxMl.ModelProto.newBuilder()
        .setIrVersion(IR_VERSION)
        .setProducerName("anchorbench")
        .setProducerVersion(Build.current().version())
        .addOpsetImport(OnnxMl.OperatorSetIdProto.newBuilder().setVersion(OPSET))
        .setGraph(graph)
        .build();
  }

  /**
   * One factor is a number. Offsets are an addition after it, which rounds once more than we do; a
   * pair for each channel is a number for each input, because the input has no channels.
   */
  private static void addScaling(
      OnnxMl.GraphProto.Builder graph, PixelScaling scaling, int inputs) {
    boolean one = scaling.pairs() == 1;
    float[] factors = new float[one ? 1 : inputs];
    float[] offsets = new float[factors.length];
    int plane = scaling.plane(factors.length);
    for (int i = 0; i < factors.length; i++) {
      factors[i] = scaling.factor(i / plane);
      offsets[i] = scaling.offset(i / plane);
    }
    long[] shape = one ? new long[] {1} : new long[] {1, inputs};
    graph.addInitializer(constant("scale", factors, shape));
    if (scaling.isFactor()) {
      graph.addNode(node("Mul", "scaled", "pixels", "scale"));
      return;
    }
    graph.addInitializer(constant("offset", offsets, shape));
    graph.addNode(node("Mul", "multiplied", "pixels", "scale"));
    graph.addNode(node("Add", "scaled", "multiplied", "offset"));
  }

  static OnnxMl.NodeProto node(String operator, String out, String... in) {
    return OnnxMl.NodeProto.newBuilder()
        .setName(out)
        .setOpType(operator)
        .addAllInput(java.util.List.of(in))
        .addOutput(out)
        .build();
  }

  private static OnnxMl.ValueInfoProto tensor(String name, int width) {
    OnnxMl.TensorShapeProto shape =
        OnnxMl.TensorShapeProto.newBuilder()
            .addDim(OnnxMl.TensorShapeProto.Dimension.newBuilder().setDimParam("n"))
            .addDim(OnnxMl.TensorShapeProto.Dimension.newBuilder().setDimValue(width))
            .build();
    return OnnxMl.ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            OnnxMl.TypeProto.newBuilder()
                .setTensorType(
                    OnnxMl.TypeProto.Tensor.newBuilder()
                        .setElemType(OnnxMl.TensorProto.DataType.FLOAT.getNumber())
                        .setShape(shape)))
        .build();
  }

  static OnnxMl.TensorProto constant(String name, float[] values, long... shape) {
    ByteBuffer raw = ByteBuffer.allocate(values.length * Float.BYTES);
    raw.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(values);
    OnnxMl.TensorProto.Builder tensor =
        OnnxMl.TensorProto.newBuilder()
            .setName(name)
            .setDataType(OnnxMl.TensorProto.DataType.FLOAT.getNumber())
            .setRawData(ByteString.copyFrom(raw));
    for (long size : shape) {
      tensor.addDims(size);
    }
    return tensor.build();
  }
}
