// Adam over all parameters at once; the first block also adds up the step's violations.

#include "update_arithmetic.cu"

// weights, first, second, gradient   float32 [4 * quads]
// corrections  float32 [2], step size and root scale of this step
// half_weights bfloat16 [4 * quads], a copy of the new weights, or null
// violation    float32 [count]
// loss, active one number each
extern "C" __global__ void adam(
    float4* weights,
    float4* first,
    float4* second,
    const float4* gradient,
    int quads,
    const float* corrections,
    float beta1,
    float beta2,
    float epsilon,
    uint2* half_weights,
    const float* violation,
    int count,
    float* loss,
    int* active) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < quads) {
    float step_size = corrections[0];
    float root_scale = corrections[1];
    float4 w = weights[i];
    float4 m = first[i];
    float4 v = second[i];
    float4 g = gradient[i];
    w.x = updated(w.x, g.x, &m.x, &v.x, beta1, beta2, step_size, root_scale, epsilon);
    w.y = updated(w.y, g.y, &m.y, &v.y, beta1, beta2, step_size, root_scale, epsilon);
    w.z = updated(w.z, g.z, &m.z, &v.z, beta1, beta2, step_size, root_scale, epsilon);
    w.w = updated(w.w, g.w, &m.w, &v.w, beta1, beta2, step_size, root_scale, epsilon);
    weights[i] = w;
    first[i] = m;
    second[i] = v;
    if (half_weights) {
      uint2 half;
      half.x = to_bfloat16(w.x) | ((unsigned)to_bfloat16(w.y) << 16);
      half.y = to_bfloat16(w.z) | ((unsigned)to_bfloat16(w.w) << 16);
      half_weights[i] = half;
    }
  }
  if (blockIdx.x != 0) {
    return;
  }
  __shared__ double sums[UPDATE_THREADS];
  __shared__ int actives[UPDATE_THREADS];
  add_up_violations(violation, count, sums, actives, loss, active);
}

// bfloat16 copies of float32 numbers.
extern "C" __global__ void round_weights(const float* weights, int count, bfloat16* halves) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < count) {
    halves[i] = to_bfloat16(weights[i]);
  }
}
