// Adam's formula and a step's loss: the same in every kernel that needs them.

#define UPDATE_THREADS 256

__device__ inline float updated(
    float weight,
    float g,
    float* first,
    float* second,
    float beta1,
    float beta2,
    float step_size,
    float root_scale,
    float epsilon) {
  *first = beta1 * *first + (1 - beta1) * g;
  *second = beta2 * *second + (1 - beta2) * g * g;
  // Relative errors of 2^-21 in an update: no more than those of its gradient, which is a sum of
  // hundreds of rounded products.
  float root = quick_sqrt(*second) * root_scale + epsilon;
  return weight - quick_quotient(step_size * *first, root);
}

// Adds up a step's violations, by one block of UPDATE_THREADS and in one order.
//
// violation float32 [count]; sums and actives: shared memory for UPDATE_THREADS numbers each
__device__ inline void add_up_violations(
    const float* violation, int count, double* sums, int* actives, float* loss, int* active) {
  double sum = 0;
  int above = 0;
  for (int t = threadIdx.x; t < count; t += UPDATE_THREADS) {
    sum += violation[t];
    above += violation[t] != 0;  // a NaN counts
  }
  sums[threadIdx.x] = sum;
  actives[threadIdx.x] = above;
  for (int half = UPDATE_THREADS / 2; half > 0; half /= 2) {
    __syncthreads();
    if (threadIdx.x < half) {
      sums[threadIdx.x] += sums[threadIdx.x + half];
      actives[threadIdx.x] += actives[threadIdx.x + half];
    }
  }
  if (threadIdx.x == 0) {
    *loss = (float)(sums[0] / count);
    *active = actives[0];
  }
}
