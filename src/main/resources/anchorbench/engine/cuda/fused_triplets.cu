// The second of a step's three kernels: a triplet a block, from the parts of the first layer to the
// loss and back to the first layer's delta.

#include "fused.cu"
#include "loss_arithmetic.cu"
#include "triplet_layers.cu"

#define MOST_SLABS 16

// Adds up the first layer's parts, slab by slab.
__device__ inline void first_layer(
    const FusedStep& s, Places from, float* y, float* global, Places rows) {
  int width = s.width[1];
  bool top = s.layers == 1;
  for (int e = threadIdx.x; e < 3 * width; e += THREADS) {
    int r = e / width;
    int column = e % width;
    const float* part = s.partial + (long long)place(from, r) * width + column;
    float found[MOST_SLABS];
#pragma unroll
    for (int slab = 0; slab < MOST_SLABS; slab++) {
      found[slab] = slab < s.slabs ? part[(long long)slab * s.rows * width] : 0;
    }
    float value = 0;
#pragma unroll
    for (int slab = 0; slab < MOST_SLABS; slab++) {
      value += found[slab];
    }
    value += s.weights[s.bias_at[0] + column];
    value = !top && value < 0 ? 0 : value;
    y[r * quads_of(width) + column] = value;
    if (!top && place(rows, r) >= 0) {
      global[(long long)place(rows, r) * width + column] = value;
    }
  }
  __syncthreads();
}

// violation[triplet], and the loss by each embedding.
//
// factors two numbers of shared memory
__device__ inline void loss(
    const FusedStep& s,
    int width,
    const float* embeddings,
    float* delta,
    float* factors,
    Places rows) {
  const float* a = embeddings;
  const float* p = embeddings + quads_of(width);
  const float* n = embeddings + 2 * quads_of(width);
  float* global = s.deltas + s.delta_at[s.layers - 1];
  if (threadIdx.x < WARP) {
    Pair own;
    Pair squares = squared_distances(a, p, n, width, threadIdx.x);
    float found = violation_of(squares, s.margin, s.squared, 1.0f / s.count, &own);
    if (threadIdx.x == 0) {
      s.violation[blockIdx.x] = found;
      factors[0] = own.positive;
      factors[1] = own.negative;
    }
  }
  __syncthreads();
  float to_positive = factors[0];
  float to_negative = factors[1];
  for (int j = threadIdx.x; j < width; j += THREADS) {
    float pulled = to_positive == 0 ? 0 : -to_positive * (a[j] - p[j]);
    float pushed = to_negative == 0 ? 0 : to_negative * (a[j] - n[j]);
    float by_anchor = -pulled - pushed;
    delta[j] = by_anchor;
    delta[quads_of(width) + j] = pulled;
    delta[2 * quads_of(width) + j] = pushed;
    if (rows.anchor >= 0) {
      global[(long long)rows.anchor * width + j] = by_anchor;
    }
    global[(long long)rows.positive * width + j] = pulled;
    global[(long long)(rows.positive + 1) * width + j] = pushed;
  }
  clear_ends(delta, width);
  __syncthreads();
}

// The row that a triplet with a table anchor has for an image of its own: it takes no part.
__device__ inline void clear_row(const FusedStep& s, int row) {
  for (int layer = 0; layer < s.layers; layer++) {
    int width = s.width[layer + 1];
    for (int j = threadIdx.x; j < width; j += THREADS) {
      s.deltas[s.delta_at[layer] + (long long)row * width + j] = 0;
      if (layer + 1 < s.layers) {
        s.values[s.value_at[layer + 1] + (long long)row * width + j] = 0;
      }
    }
  }
}

// Values of every hidden layer, deltas of every layer, violation.
//
// plan   int32, as PlanShape says
// grid   count
// shared float32: weights that are kept, then from scratch_at on: sums [3, THREADS], two deltas
//        [3, widest], then the values of each layer [3, quads_of(width)]
extern "C" __global__ void __launch_bounds__(THREADS, 2) fused_triplets(
    const __grid_constant__ FusedStep s, const int* plan) {
  DYNAMIC_SHARED(float4, memory);
  float* shared = (float*)memory;
  for (int layer = 1; layer < s.layers; layer++) {
    if (s.kept_at[layer] >= 0) {
      keep_weight(
          s.weights + s.weight_at[layer],
          s.width[layer],
          s.width[layer + 1],
          shared + s.kept_at[layer]);
    }
  }
  float* sums = shared + s.scratch_at;
  float* delta = sums + 3 * THREADS;
  float* below = delta + 3 * s.widest;
  float* values = below + 3 * s.widest;

  int triplet = blockIdx.x;
  int own = s.slots + s.stride * triplet;
  int anchor = anchor_rows(s, plan)[triplet];
  bool of_table = anchor < s.slots;
  bool fixed = of_table && s.fixed;
  // A shared anchor's values are written by the first of its triplets.
  bool writes =
      !of_table || (!fixed && members(s, plan)[member_starts(s, plan)[anchor]] == triplet);
  Places from;
  from.positive = own + s.stride - 2;
  from.anchor = fixed ? from.positive : anchor;
  Places value_rows = from;
  value_rows.anchor = writes ? anchor : -1;
  Places delta_rows = from;
  delta_rows.anchor = fixed ? -1 : of_table ? s.anchor_deltas + triplet : anchor;
  if (of_table && s.stride == 3) {
    clear_row(s, own);
  }

  first_layer(s, from, values, s.values + s.value_at[1 % s.layers], value_rows);
  float* top = values;
  for (int layer = 1; layer < s.layers; layer++) {
    int in = s.width[layer];
    int out = s.width[layer + 1];
    bool last = layer + 1 == s.layers;
    float* next = top + 3 * quads_of(in);
    float* global = s.values + (last ? 0 : s.value_at[layer + 1]);
    const float* weight = s.weights + s.weight_at[layer];
    const float* bias = s.weights + s.bias_at[layer];
    if (s.kept_at[layer] >= 0) {
      const float* kept = shared + s.kept_at[layer];
      int pitch = kept_pitch(out);
      forward_layer(kept, pitch, bias, in, out, last, top, next, sums, global, value_rows);
    } else {
      forward_layer(weight, out, bias, in, out, last, top, next, sums, global, value_rows);
    }
    top = next;
  }
  int width = s.width[s.layers];
  if (fixed) {
    const float* embedding = s.fixed + (long long)(-1 - plan[anchor]) * width;
    for (int j = threadIdx.x; j < width; j += THREADS) {
      top[j] = embedding[j];
    }
    __syncthreads();
  }
  loss(s, width, top, delta, sums, delta_rows);
  for (int layer = s.layers - 1; layer > 0; layer--) {
    int in = s.width[layer];
    int out = s.width[layer + 1];
    top -= 3 * quads_of(in);
    clear_ends(below, in);
    float* global = s.deltas + s.delta_at[layer - 1];
    if (s.kept_at[layer] >= 0) {
      const float* kept = shared + s.kept_at[layer];
      backward_kept(kept, in, out, delta, top, below, sums, global, delta_rows);
    } else {
      const float* weight = s.weights + s.weight_at[layer];
      backward_read(weight, in, out, delta, top, below, global, delta_rows);
    }
    float* done = delta;
    delta = below;
    below = done;
  }
}
