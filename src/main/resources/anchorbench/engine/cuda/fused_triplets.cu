// The second of a step's three kernels: a triplet a block, from the parts of the first layer to the
// loss and back to the first layer's delta. Rows 0, 1, 2 are anchor, positive, negative.

#include "fused.cu"
#include "loss_arithmetic.cu"

#define MOST_SLABS 16

__device__ inline int quads_of(int width) { return (width + 3) / 4 * 4; }

// From one row of a weight in shared memory to the next: an odd number of quads, so that eight
// lanes on eight rows read quads from all 32 banks.
__device__ inline int kept_pitch(int width) { return (width + 3) / 4 % 2 == 1 ? quads_of(width) : quads_of(width) + 4; }

// Three numbers, one for each row of the triplet.
struct Rows {
  float anchor;
  float positive;
  float negative;
};

// Where a triplet's rows lie in values and deltas; negative where they are not wanted.
struct Places {
  int anchor;
  int positive;
};
__device__ inline int place(Places rows, int r) { return r == 0 ? rows.anchor : rows.positive + r - 1; }

// How threads share outputs: `columns` side by side, `parts` of each sum, [from, to) of its terms.
struct Share {
  int columns;
  int parts;
  int column;
  int part;
  int from;
  int to;
};

__device__ inline Share share_of(int outputs, int terms) {
  Share share;
  share.columns = min(THREADS, (outputs + WARP - 1) / WARP * WARP);
  share.parts = THREADS / share.columns;
  share.column = threadIdx.x % share.columns;
  share.part = threadIdx.x / share.columns;
  int span = quads_of((terms + share.parts - 1) / share.parts);
  share.from = min(terms, share.part * span);
  share.to = share.part < share.parts ? min(terms, share.from + span) : share.from;
  return share;
}

__device__ inline void put_part(float* sums, Share share, Rows rows) {
  if (share.part < share.parts) {
    float* to = sums + 3 * share.part * share.columns + share.column;
    to[0] = rows.anchor;
    to[share.columns] = rows.positive;
    to[2 * share.columns] = rows.negative;
  }
}

// The parts of one number in their order.
__device__ inline float add_parts(const float* sums, Share share, int r, int column) {
  float sum = 0;
  for (int part = 0; part < share.parts; part++) {
    sum += sums[(3 * part + r) * share.columns + column];
  }
  return sum;
}

// A weight float32 [in, out] into shared memory.
__device__ inline void keep_weight(const float* weight, int in, int out, float* to) {
  int pitch = kept_pitch(out);
  if (out % 4 == 0) {
    int quads = out / 4;
    int row = threadIdx.x / quads;
    int column = threadIdx.x % quads;
    int rows_on = THREADS / quads;
    int columns_on = THREADS % quads;
    while (row < in) {
      float4 found[8];
      float* place[8];
#pragma unroll
      for (int i = 0; i < 8; i++) {
        place[i] = row < in ? to + row * pitch + 4 * column : nullptr;
        if (row < in) {
          found[i] = *(const float4*)(weight + row * out + 4 * column);
        }
        row += rows_on;
        column += columns_on;
        if (column >= quads) {
          column -= quads;
          row++;
        }
      }
#pragma unroll
      for (int i = 0; i < 8; i++) {
        if (place[i]) {
          *(float4*)place[i] = found[i];
        }
      }
    }
    return;
  }
  // Quads are read behind the last column too: zeros there.
  int padded = quads_of(out);
  for (int row = threadIdx.x / WARP; row < in; row += WARPS) {
#pragma unroll 4
    for (int column = threadIdx.x % WARP; column < padded; column += WARP) {
      to[row * pitch + column] = column < out ? weight[row * out + column] : 0;
    }
  }
}

// A column of one output's terms, x [3, quads_of(in)] times weight [in, .].
__device__ inline Rows times_column(
    const float* weight, int pitch, const float* x, int in, int column, Share share) {
  const float* anchor = x;
  const float* positive = x + quads_of(in);
  const float* negative = x + 2 * quads_of(in);
  Rows sum = {0, 0, 0};
  int i = share.from;
#pragma unroll 4
  for (; i + 4 <= share.to; i += 4) {
    float4 a = *(const float4*)(anchor + i);
    float4 p = *(const float4*)(positive + i);
    float4 n = *(const float4*)(negative + i);
    const float* from = weight + i * pitch + column;
    float w = from[0];
    sum.anchor += a.x * w;
    sum.positive += p.x * w;
    sum.negative += n.x * w;
    w = from[pitch];
    sum.anchor += a.y * w;
    sum.positive += p.y * w;
    sum.negative += n.y * w;
    w = from[2 * pitch];
    sum.anchor += a.z * w;
    sum.positive += p.z * w;
    sum.negative += n.z * w;
    w = from[3 * pitch];
    sum.anchor += a.w * w;
    sum.positive += p.w * w;
    sum.negative += n.w * w;
  }
  for (; i < share.to; i++) {
    float w = weight[i * pitch + column];
    sum.anchor += anchor[i] * w;
    sum.positive += positive[i] * w;
    sum.negative += negative[i] * w;
  }
  return sum;
}

// y [3, quads_of(out)] = x times weight, plus bias; ReLU unless it is the top. Also to `global`.
__device__ inline void forward_layer(
    const float* weight,
    int pitch,
    const float* bias,
    int in,
    int out,
    bool top,
    const float* x,
    float* y,
    float* sums,
    float* global,
    Places rows) {
  Share share = share_of(out, in);
  for (int first = 0; first < out; first += share.columns) {
    int column = first + share.column;
    if (column < out) {
      put_part(sums, share, times_column(weight, pitch, x, in, column, share));
    }
    __syncthreads();
    for (int e = threadIdx.x; e < 3 * share.columns; e += THREADS) {
      int r = e / share.columns;
      int c = e % share.columns;
      if (first + c < out) {
        float value = add_parts(sums, share, r, c) + bias[first + c];
        // Not fmaxf, which would turn a NaN into 0.
        value = !top && value < 0 ? 0 : value;
        y[r * quads_of(out) + first + c] = value;
        if (!top && place(rows, r) >= 0) {
          global[(long long)place(rows, r) * out + first + c] = value;
        }
      }
    }
    __syncthreads();
  }
}

// A row of the weight in shared memory times delta [3, quads_of(out)].
__device__ inline Rows times_row(
    const float* weight, const float* delta, int out, Share share) {
  const float* anchor = delta;
  const float* positive = delta + quads_of(out);
  const float* negative = delta + 2 * quads_of(out);
  Rows sum = {0, 0, 0};
#pragma unroll 4
  for (int j = share.from; j < share.to; j += 4) {
    float4 w = *(const float4*)(weight + j);
    float4 a = *(const float4*)(anchor + j);
    float4 p = *(const float4*)(positive + j);
    float4 n = *(const float4*)(negative + j);
    sum.anchor += a.x * w.x;
    sum.positive += p.x * w.x;
    sum.negative += n.x * w.x;
    sum.anchor += a.y * w.y;
    sum.positive += p.y * w.y;
    sum.negative += n.y * w.y;
    sum.anchor += a.z * w.z;
    sum.positive += p.z * w.z;
    sum.negative += n.z * w.z;
    sum.anchor += a.w * w.w;
    sum.positive += p.w * w.w;
    sum.negative += n.w * w.w;
  }
  return sum;
}

// Takes a delta through ReLU and puts it where the layer below and the last kernel read it.
__device__ inline void put_delta(
    float sum, float activation, int r, int i, int in, float* below, float* global, Places rows) {
  float value = !(activation > 0) ? 0 : sum;
  below[r * quads_of(in) + i] = value;
  if (place(rows, r) >= 0) {
    global[(long long)place(rows, r) * in + i] = value;
  }
}

// below [3, quads_of(in)] = delta [3, quads_of(out)] times the weight's transpose, behind ReLU's
// slope at `values`. The weight lies in shared memory: a thread takes a row of it.
__device__ inline void backward_kept(
    const float* weight,
    int in,
    int out,
    const float* delta,
    const float* values,
    float* below,
    float* sums,
    float* global,
    Places rows) {
  Share share = share_of(in, out);
  int pitch = kept_pitch(out);
  for (int first = 0; first < in; first += share.columns) {
    int i = first + share.column;
    if (i < in) {
      put_part(sums, share, times_row(weight + i * pitch, delta, out, share));
    }
    __syncthreads();
    for (int e = threadIdx.x; e < 3 * share.columns; e += THREADS) {
      int r = e / share.columns;
      int c = e % share.columns;
      if (first + c < in) {
        float activation = values[r * quads_of(in) + first + c];
        put_delta(
            add_parts(sums, share, r, c), activation, r, first + c, in, below, global, rows);
      }
    }
    __syncthreads();
  }
}

// Likewise; the weight lies in global memory, where a warp reads a row of it in one piece.
__device__ inline void backward_read(
    const float* weight,
    int in,
    int out,
    const float* delta,
    const float* values,
    float* below,
    float* global,
    Places rows) {
  int lane = threadIdx.x % WARP;
  for (int i = threadIdx.x / WARP; i < in; i += WARPS) {
    Rows sum = {0, 0, 0};
    for (int j = lane; j < out; j += WARP) {
      float w = weight[(long long)i * out + j];
      sum.anchor += delta[j] * w;
      sum.positive += delta[quads_of(out) + j] * w;
      sum.negative += delta[2 * quads_of(out) + j] * w;
    }
    float anchor = warp_sum(sum.anchor);
    float positive = warp_sum(sum.positive);
    float negative = warp_sum(sum.negative);
    if (lane < 3) {
      float own = lane == 0 ? anchor : lane == 1 ? positive : negative;
      put_delta(own, values[lane * quads_of(in) + i], lane, i, in, below, global, rows);
    }
  }
  __syncthreads();
}

// Adds up the first layer's parts, slab by slab.
__device__ inline void first_layer(const FusedStep& s, Places from, float* y, float* global, Places rows) {
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

// Zeros behind the last output of each of three rows.
__device__ inline void clear_ends(float* rows, int width) {
  int ends = quads_of(width) - width;
  if (threadIdx.x < 3 * ends) {
    rows[threadIdx.x / ends * quads_of(width) + width + threadIdx.x % ends] = 0;
  }
}

// violation[triplet], and the loss by each embedding.
//
// factors two numbers of shared memory
__device__ inline void loss(
    const FusedStep& s, int width, const float* embeddings, float* delta, float* factors, Places rows) {
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
extern "C" __global__ void __launch_bounds__(THREADS, 2) fused_triplets(const __grid_constant__ FusedStep s, const int* plan) {
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
      forward_layer(kept, kept_pitch(out), bias, in, out, last, top, next, sums, global, value_rows);
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
