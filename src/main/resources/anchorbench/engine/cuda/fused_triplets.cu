// The second of a step's three kernels: a triplet a block, from the parts of the first layer to the
// loss and back to the first layer's delta.

#include "fused.cu"
#include "loss_arithmetic.cu"
#include "triplet_layers.cu"

#define PARTS_AT_ONCE 8

// The biases of all layers, one behind the other, each in whole quads.
__device__ inline void keep_biases(const FusedStep& s, float* to) {
  for (int layer = 0; layer < s.layers; layer++) {
    for (int c = threadIdx.x; c < s.width[layer + 1]; c += THREADS) {
      to[c] = __ldcg(s.weights + s.bias_at[layer] + c);
    }
    to += quads_of(s.width[layer + 1]);
  }
}

// Adds up the first layer's parts in their order.
__device__ inline void first_layer(
    const FusedStep& s, const float* bias, Places from, float* y, float* global, Places rows) {
  int width = s.width[1];
  int bits = s.lane_bits[1];
  bool top = s.layers == 1;
  for (int e = threadIdx.x; e < 3 << bits; e += THREADS) {
    int r = e >> bits;
    int column = 4 * (e & ((1 << bits) - 1));
    if (column >= width) {
      continue;
    }
    float4 sum = {0, 0, 0, 0};
    for (int first = 0; first < s.parts; first += PARTS_AT_ONCE) {
      float4 found[PARTS_AT_ONCE];
#pragma unroll
      for (int i = 0; i < PARTS_AT_ONCE; i++) {
        int row = (first + i) * s.rows + place(from, r);
        int end = first + i < s.parts ? width : 0;
        found[i] = quad(s.partial + (long long)row * width, column, end);
      }
#pragma unroll
      for (int i = 0; i < PARTS_AT_ONCE; i++) {
        sum.x += found[i].x;
        sum.y += found[i].y;
        sum.z += found[i].z;
        sum.w += found[i].w;
      }
    }
    float value[4] = {sum.x, sum.y, sum.z, sum.w};
#pragma unroll
    for (int c = 0; c < 4; c++) {
      if (column + c < width) {
        float own = value[c] + bias[column + c];
        own = !top && own < 0 ? 0 : own;
        y[r * quads_of(width) + column + c] = own;
        if (!top && place(rows, r) >= 0) {
          global[(long long)place(rows, r) * width + column + c] = own;
        }
      }
    }
  }
  clear_ends(y, width);
}

// violation[triplet], and the loss by each embedding. Each warp finds the distances by itself, which
// is quicker than waiting for one.
__device__ inline void loss(
    const FusedStep& s, int width, const float* embeddings, float* delta, Places rows) {
  const float* a = embeddings;
  const float* p = embeddings + quads_of(width);
  const float* n = embeddings + 2 * quads_of(width);
  float* global = s.deltas + s.delta_at[s.layers - 1];
  Pair own;
  Pair squares = squared_distances(a, p, n, width, threadIdx.x % WARP);
  float found = violation_of(squares, s.margin, s.squared, 1.0f / s.count, &own);
  if (threadIdx.x == 0) {
    s.violation[blockIdx.x] = found;
  }
  for (int j = threadIdx.x; j < width; j += THREADS) {
    float pulled = own.positive == 0 ? 0 : -own.positive * (a[j] - p[j]);
    float pushed = own.negative == 0 ? 0 : own.negative * (a[j] - n[j]);
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
// shared float32: weights that are kept, then from scratch_at on: biases, sums [12, THREADS], two
//        deltas [3, widest], then the values of each layer [3, quads_of(width)]
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
  float* bias = shared + s.scratch_at;
  keep_biases(s, bias);
  float* sums = bias;
  for (int layer = 0; layer < s.layers; layer++) {
    sums += quads_of(s.width[layer + 1]);
  }
  float* delta = sums + 12 * THREADS;
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
  // Biases and plan are there for every thread.
  __syncthreads();
  after_previous();
  let_next_begin();
  if (of_table && s.stride == 3) {
    clear_row(s, own);
  }

  first_layer(s, bias, from, values, s.values + s.value_at[1 % s.layers], value_rows);
  await_copies();
  __syncthreads();
  float* top = values;
  for (int layer = 1; layer < s.layers; layer++) {
    int in = s.width[layer];
    int out = s.width[layer + 1];
    int bits = s.lane_bits[layer + 1];
    bool last = layer + 1 == s.layers;
    bias += quads_of(in);
    float* next = top + 3 * quads_of(in);
    float* global = s.values + (last ? 0 : s.value_at[layer + 1]);
    if (s.kept_at[layer] >= 0) {
      const float* kept = shared + s.kept_at[layer];
      int pitch = kept_pitch(out);
      forward_layer(
          kept, pitch, quads_of(out), bias, in, out, bits, last, top, next, sums, global,
          value_rows);
    } else {
      const float* weight = s.weights + s.weight_at[layer];
      forward_layer(
          weight, out, out, bias, in, out, bits, last, top, next, sums, global, value_rows);
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
  loss(s, width, top, delta, delta_rows);
  for (int layer = s.layers - 1; layer > 0; layer--) {
    int in = s.width[layer];
    int out = s.width[layer + 1];
    top -= 3 * quads_of(in);
    clear_ends(below, in);
    float* global = s.deltas + s.delta_at[layer - 1];
    if (s.kept_at[layer] >= 0) {
      const float* kept = shared + s.kept_at[layer];
      int bits = s.lane_bits[layer];
      backward_kept(kept, in, out, bits, delta, top, below, sums, global, delta_rows);
    } else {
      const float* weight = s.weights + s.weight_at[layer];
      backward_read(weight, in, out, delta, top, below, global, delta_rows);
    }
    float* done = delta;
    delta = below;
    below = done;
  }
}
