package anchorbench.engine.reference;

import anchorbench.engine.EmbeddingLoss;
import anchorbench.engine.Trainer;
import anchorbench.engine.TrainingSpec;
import anchorbench.network.Adam;
import anchorbench.network.Weights;
import anchorbench.triplet.TripletIndices;
import java.util.Arrays;

/** Training by the definitions, triplet by triplet; each anchor is embedded anew. */
final class ReferenceTrainer implements Trainer {
  private final ScaledRows rows;
  private final TrainingSpec spec;
  private final ReferenceNetwork network;
  private final double[] gradient;
  private final double[] firstMoment;
  private final double[] secondMoment;
  private float[] fixedAnchors;
  private Adam adam;
  private long steps;
  private int active;

  ReferenceTrainer(ScaledRows rows, TrainingSpec spec, Weights initial) {
    this.rows = rows;
    this.spec = spec;
    adam = spec.adam();
    this.network = new ReferenceNetwork(spec.network(), initial.values());
    int parameters = spec.network().parameters();
    this.gradient = new double[parameters];
    this.firstMoment = new double[parameters];
    this.secondMoment = new double[parameters];
  }

  @Override
  public float step(TripletIndices triplets, int first, int count) {
    Arrays.fill(gradient, 0);
    active = 0;
    double loss = 0;
    for (int i = first; i < first + count; i++) {
      loss +=
          triplet(
              triplets.anchor()[i], triplets.positive()[i], triplets.negative()[i], 1.0 / count);
    }
    update();
    return (float) (loss / count);
  }

  /** Adds one triplet's gradient, times {@code share}; returns its violation. */
  private double triplet(int anchor, int positive, int negative, double share) {
    double[][] a = network.forward(rows.anchor(anchor));
    double[][] p = network.forward(rows.image(positive));
    double[][] n = network.forward(rows.image(negative));
    int top = a.length - 1;
    boolean fixed = fixedAnchors != null && anchor < 0;
    if (fixed) {
      a[top] = fixedAnchor(TripletIndices.tableRow(anchor));
    }
    ReferenceLoss loss = ReferenceLoss.of(spec.loss(), a[top], p[top], n[top], share);
    if (loss.isActive()) {
      active++;
      if (!fixed) {
        network.backward(a, loss.byAnchor(), gradient);
      }
      network.backward(p, loss.byPositive(), gradient);
      network.backward(n, loss.byNegative(), gradient);
    }
    return loss.violation();
  }

  private double[] fixedAnchor(int row) {
    double[] embedding = new double[spec.network().outputs()];
    for (int j = 0; j < embedding.length; j++) {
      embedding[j] = fixedAnchors[row * embedding.length + j];
    }
    return embedding;
  }

  @Override
  public void fixAnchors(float[] embeddings) {
    fixedAnchors = embeddings.clone();
  }

  @Override
  public void setLearningRate(double rate) {
    adam = adam.at(rate);
  }

  @Override
  public double step(int[] images, EmbeddingLoss loss) {
    Arrays.fill(gradient, 0);
    int outputs = spec.network().outputs();
    double[][][] passes = new double[images.length][][];
    float[] embeddings = new float[images.length * outputs];
    for (int i = 0; i < images.length; i++) {
      passes[i] = network.forward(rows.image(images[i]));
      for (int j = 0; j < outputs; j++) {
        embeddings[i * outputs + j] = (float) passes[i][passes[i].length - 1][j];
      }
    }
    float[] byEmbedding = new float[embeddings.length];
    double found = loss.of(embeddings, byEmbedding);
    for (int i = 0; i < images.length; i++) {
      double[] top = new double[outputs];
      for (int j = 0; j < outputs; j++) {
        top[j] = byEmbedding[i * outputs + j];
      }
      network.backward(passes[i], top, gradient);
    }
    update();
    return found;
  }

  private void update() {
    steps++;
    double stepSize = adam.stepSize(steps);
    double rootScale = adam.rootScale(steps);
    for (int i = 0; i < gradient.length; i++) {
      double g = gradient[i];
      firstMoment[i] = adam.beta1() * firstMoment[i] + (1 - adam.beta1()) * g;
      secondMoment[i] = adam.beta2() * secondMoment[i] + (1 - adam.beta2()) * g * g;
      network.parameters[i] -=
          stepSize * firstMoment[i] / (Math.sqrt(secondMoment[i]) * rootScale + adam.epsilon());
    }
  }

  @Override
  public int activeTriplets() {
    return active;
  }

  @Override
  public Weights gradient() {
    return rounded(gradient);
  }

  @Override
  public Weights weights() {
    return rounded(network.parameters);
  }

  private Weights rounded(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      floats[i] = (float) values[i];
    }
    return new Weights(spec.network(), floats);
  }

  @Override
  public void close() {}
}
