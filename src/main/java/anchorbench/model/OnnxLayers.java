package anchorbench.model;

import ai.onnx.proto.OnnxMl;
import anchorbench.data.Shape;
import anchorbench.network.ParameterSlot;
import anchorbench.network.PlannedLayer;
import anchorbench.network.Weights;
import anchorbench.network.layer.AveragePool2d;
import anchorbench.network.layer.Conv2d;
import anchorbench.network.layer.Dense;
import anchorbench.network.layer.Flatten;
import anchorbench.network.layer.GlobalAveragePool;
import anchorbench.network.layer.Layer;
import anchorbench.network.layer.MaxPool2d;
import anchorbench.network.layer.Relu;
import anchorbench.network.layer.Window;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** A network's layers as nodes of a graph, one for each, and what ONNX wants between them. */
final class OnnxLayers {
  private final OnnxMl.GraphProto.Builder graph;
  private final Weights weights;

  /** Layers with parameters, and ReLUs, so far: their nodes are numbered. */
  private int weighted;

  private int relus;
  private int others;

  /** Whether the values have the axes of images. */
  private boolean images;

  OnnxLayers(OnnxMl.GraphProto.Builder graph, Weights weights) {
    this.graph = graph;
    this.weights = weights;
  }

  /**
   * @param in name of float32 [n, inputs]
   * @param out name that the float32 [n, outputs] of the last layer gets
   */
  void add(String in, String out) {
    String last = in;
    Shape image = weights.spec().input();
    if (!Flatten.isFlat(image)) {
      graph.addInitializer(integers("images", 0, image.channels(), image.height(), image.width()));
      graph.addNode(OnnxFile.node("Reshape", "image", last, "images"));
      last = "image";
      images = true;
    }
    for (PlannedLayer planned : weights.spec().plan().layers()) {
      last = add(planned, last);
    }
    rename(images ? flattened(last) : last, out);
  }

  /** Gives the last node's output its name. */
  private void rename(String last, String out) {
    int node = graph.getNodeCount() - 1;
    if (!graph.getNode(node).getOutput(0).equals(last)) {
      throw new IllegalStateException("the last node makes no " + last);
    }
    graph.setNode(node, graph.getNode(node).toBuilder().setName(out).setOutput(0, out));
  }

  private String add(PlannedLayer planned, String in) {
    Layer layer = planned.layer();
    return switch (layer) {
      case Dense _ -> weighted("Gemm", planned, images ? flattened(in) : in);
      case Conv2d conv -> {
        String out = weighted("Conv", planned, in);
        attributes(conv.window());
        yield out;
      }
      case MaxPool2d pool -> {
        String out = node("MaxPool", "pool" + others++, in);
        attributes(pool.window());
        yield out;
      }
      case AveragePool2d pool -> {
        // Padding is not counted: that is the operator's default.
        String out = node("AveragePool", "pool" + others++, in);
        attributes(pool.window());
        yield out;
      }
      case GlobalAveragePool _ -> node("GlobalAveragePool", "pool" + others++, in);
      case Relu _ -> node("Relu", "relu" + relus++, in);
      case Flatten _ -> images ? flattened(in) : in;
    };
  }

  private String flattened(String in) {
    images = false;
    return node("Flatten", "flat" + others++, in);
  }

  private String weighted(String operator, PlannedLayer planned, String in) {
    for (ParameterSlot slot : planned.parameters()) {
      long[] shape = slot.dimensions();
      graph.addInitializer(OnnxFile.constant(slot.name(), weights.tensor(slot), shape));
    }
    return node(operator, "layer" + weighted++, in, planned.weight().name(), planned.bias().name());
  }

  private String node(String operator, String out, String... in) {
    graph.addNode(OnnxFile.node(operator, out, in));
    return out;
  }

  /** Of the node that was added last. */
  private void attributes(Window window) {
    int last = graph.getNodeCount() - 1;
    long side = window.size();
    long stride = window.stride();
    long padding = window.padding();
    graph.setNode(
        last,
        graph.getNode(last).toBuilder()
            .addAttribute(attribute("kernel_shape", side, side))
            .addAttribute(attribute("strides", stride, stride))
            .addAttribute(attribute("pads", padding, padding, padding, padding)));
  }

  private static OnnxMl.AttributeProto attribute(String name, Long... values) {
    return OnnxMl.AttributeProto.newBuilder()
        .setName(name)
        .setType(OnnxMl.AttributeProto.AttributeType.INTS)
        .addAllInts(List.of(values))
        .build();
  }

  /** int64; 0 stands for the input's own size. */
  private static OnnxMl.TensorProto integers(String name, long... values) {
    ByteBuffer raw = ByteBuffer.allocate(values.length * Long.BYTES);
    raw.order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().put(values);
    return OnnxMl.TensorProto.newBuilder()
        .setName(name)
        .setDataType(OnnxMl.TensorProto.DataType.INT64.getNumber())
        .addDims(values.length)
        .setRawData(ByteString.copyFrom(raw))
        .build();
  }
}
