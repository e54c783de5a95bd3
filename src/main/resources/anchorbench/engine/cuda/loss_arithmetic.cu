// One triplet's distances, violation and gradient factors, for every kernel that needs them.

struct Pair {
  float positive;
  float negative;
};

__device__ inline Pair squared_distances(
    const float* a, const float* p, const float* n, int width, int lane) {
  float positive = 0;
  float negative = 0;
  for (int j = lane; j < width; j += WARP) {
    float to_positive = a[j] - p[j];
    float to_negative = a[j] - n[j];
    positive += to_positive * to_positive;
    negative += to_negative * to_negative;
  }
  Pair sums;
  sums.positive = warp_sum(positive);
  sums.negative = warp_sum(negative);
  return sums;
}

__device__ inline float gradient_factor(double distance, int squared) {
  if (squared) {
    return 2;
  }
  return distance == 0 ? 0 : (float)(1 / distance);
}

// The violation; `factors` becomes what a - p and a - n are multiplied by, 0 if not active.
__device__ inline float violation_of(
    Pair squares, float margin, int squared, float share, Pair* factors) {
  double positive = squared ? squares.positive : sqrt((double)squares.positive);
  double negative = squared ? squares.negative : sqrt((double)squares.negative);
  double violation = positive - negative + margin;
  // A NaN is not below: it stays active, so that it reaches the weights and is seen.
  bool active = !(violation <= 0);
  factors->positive = active ? share * gradient_factor(positive, squared) : 0;
  factors->negative = active ? share * gradient_factor(negative, squared) : 0;
  return active ? (float)violation : 0;
}
