// The second of a step's three kernels: a triplet a block, from the parts of the first layer to the
// loss and back to the first layer's delta.

#include "loss_arithmetic.cu"
#include "triplet_layers.cu"

#define PARTS_AT_ONCE 8

// The biases of all layers, at outputs_before. Behind a layer's last there are zeros.
__device__ __forceinline__ void keep_biases(const FusedStep& s, float* to) {
#pragma unroll
  for (int layer = 0; layer < LAYERS; layer++) {
    const float4* bias = (const float4*)(s.weights + bias_at(layer));
    float4* kept = (float4*)(to + outputs_before(layer));
    for (int q = threadIdx.x; q < quads_of(width_of(layer + 1)) / 4; q += THREADS) {
      copy_in_background(kept + q, bias + q);
    }
  }
}

// Adds up the first layer's parts in their order.
__device__ __forceinline__ void first_layer(
    const FusedStep& s, const float* bias, Places from, float* y, float* global, Places rows) {
  const int width = width_of(1);
  const int bits = lane_bits(width);
  const bool top = LAYERS == 1;
#pragma unroll
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
__device__ __forceinline__ void loss(
    const FusedStep& s, const float* embeddings, float* delta, Places rows) {
  const int width = width_of(LAYERS);
  const float* a = embeddings;
  const float* p = embeddings + quads_of(width);
  const float* n = embeddings + 2 * quads_of(width);
  float* global = s.deltas + s.delta_at[LAYERS - 1];
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
#pragma unroll
  for (int layer = 0; layer < LAYERS; layer++) {
    const int width = width_of(layer + 1);
    for (int j = threadIdx.x; j < width; j += THREADS) {
      s.deltas[s.delta_at[layer] + (long long)row * width + j] = 0;
      if (layer + 1 < LAYERS) {
        s.values[s.value_at[layer + 1] + (long long)row * width + j] = 0;
      }
    }
  }
}

// Layers LAYER and up: a template, because a wait for copies names their number at compile time.
template <int LAYER>
__device__ __forceinline__ void go_up(
    const FusedStep& s,
    const float* shared,
    const float* bias,
    float* sums,
    float* values,
    Places rows) {
  await_copies<LAYERS - 1 - (LAYER < LAYERS ? LAYER : LAYERS - 1)>();
  __syncthreads();
  if constexpr (LAYER < LAYERS) {
    const int in = width_of(LAYER);
    const int out = width_of(LAYER + 1);
    const bool last = LAYER + 1 == LAYERS;
    const float* own_bias = bias + outputs_before(LAYER);
    const float* x = values + 3 * outputs_before(LAYER - 1);
    float* y = values + 3 * outputs_before(LAYER);
    float* global = s.values + s.value_at[last ? 0 : LAYER + 1];
    if (kept_at(LAYER) >= 0) {
      const float* kept = shared + kept_at(LAYER);
      const int pitch = kept_pitch(out);
      const int end = quads_of(out);
      forward_layer(kept, pitch, end, own_bias, in, out, last, x, y, sums, global, rows);
    } else {
      const float* weight = s.weights + weight_at(LAYER);
      forward_layer(weight, out, out, own_bias, in, out, last, x, y, sums, global, rows);
    }
    go_up<LAYER + 1>(s, shared, bias, sums, values, rows);
  }
}

// Values of every hidden layer, deltas of every layer, violation.
//
// plan   int32, as PlanShape says
// grid   count
// shared float32: weights that are kept, then from SCRATCH_AT on: biases, sums [12, THREADS], two
//        deltas [3, widest], then the values of each layer [3, quads_of(width)]
extern "C" __global__ void __launch_bounds__(THREADS, 2) fused_triplets(
    const __grid_constant__ FusedStep s, const int* plan) {
  DYNAMIC_SHARED(float4, memory);
  float* shared = (float*)memory;
  float* bias = shared + SCRATCH_AT;
  float* sums = bias + outputs_before(LAYERS);
  float* delta = sums + 12 * THREADS;
  float* below = delta + 3 * WIDEST;
  float* values = below + 3 * WIDEST;
  int triplet = blockIdx.x;
  int own = s.slots + s.stride * triplet;
  // Loads come back in order: what is needed first is asked for first, and the weights layer by
  // layer, a group of copies each.
  int anchor = anchor_rows(s, plan)[triplet];
  keep_biases(s, bias);
  end_copies();
#pragma unroll
  for (int layer = 1; layer < LAYERS; layer++) {
    if (kept_at(layer) >= 0) {
      const float* weight = s.weights + weight_at(layer);
      keep_weight(weight, width_of(layer), width_of(layer + 1), shared + kept_at(layer));
    }
    end_copies();
  }
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
  await_copies<LAYERS - 1>();
  __syncthreads();
  after_previous();
  let_next_begin();
  if (of_table && s.stride == 3) {
    clear_row(s, own);
  }

  first_layer(s, bias, from, values, s.values + s.value_at[1 % LAYERS], value_rows);
  // Before each layer it waits for all groups of copies but those of the layers above.
  go_up<1>(s, shared, bias, sums, values, value_rows);
  float* top = values + 3 * outputs_before(LAYERS - 1);
  if (fixed) {
    const int width = width_of(LAYERS);
    const float* embedding = s.fixed + (long long)(-1 - plan[anchor]) * width;
    for (int j = threadIdx.x; j < width; j += THREADS) {
      top[j] = embedding[j];
    }
    __syncthreads();
  }
  loss(s, top, delta, delta_rows);
#pragma unroll
  for (int layer = LAYERS - 1; layer > 0; layer--) {
    const int in = width_of(layer);
    const int out = width_of(layer + 1);
    const float* x = values + 3 * outputs_before(layer - 1);
    const float* from = (LAYERS - layer) % 2 == 1 ? delta : below;
    float* to = (LAYERS - layer) % 2 == 1 ? below : delta;
    float* global = s.deltas + s.delta_at[layer - 1];
    clear_ends(to, in);
    if (kept_at(layer) >= 0) {
      backward_kept(shared + kept_at(layer), in, out, from, x, to, sums, global, delta_rows);
    } else {
      backward_read(s.weights + weight_at(layer), in, out, from, x, to, global, delta_rows);
    }
  }
}
