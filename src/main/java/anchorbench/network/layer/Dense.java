package anchorbench.network.layer;

import anchorbench.InputException;
import anchorbench.data.Shape;
import java.util.List;

/** Every output is a weighted sum of all inputs, plus a bias. */
public record Dense(int outputs) implements Layer {
  public Dense {
    Widths.require("dense layer", outputs);
  }

  @Override
  public Shape output(Shape in) {
    if (!Flatten.isFlat(in)) {
      throw new InputException(
          "dense layer %s makes 1x1x%s of one row of numbers, not of %sx%sx%s: flatten it before"
              .formatted(outputs, outputs, in.height(), in.width(), in.channels()));
    }
    return new Shape(outputs, 1, 1);
  }

  /** Glorot-uniform, +-sqrt(6 / (in + out)) (Glorot and Bengio 2010, eq. 16). */
  @Override
  public List<ParameterShape> parameters(Shape in) {
    int inputs = in.size();
    double limit = Math.sqrt(6.0 / (inputs + outputs));
    return List.of(
        new ParameterShape(ParameterShape.WEIGHT, List.of(inputs, outputs), inputs, limit),
        ParameterShape.bias(outputs));
  }

  @Override
  public String toString() {
    return String.valueOf(outputs);
  }
}
