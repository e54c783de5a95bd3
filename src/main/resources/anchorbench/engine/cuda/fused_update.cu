// The last of a step's three kernels: gradients of weights and biases, Adam, the step's loss.

#include "fused.cu"
#include "update_arithmetic.cu"

#define SMALL_SLAB 16  // inputs in a tile of the layers above the first

// A table anchor's delta: its triplets' shares in their order.
__device__ inline float anchor_delta(
    const FusedStep& s, const int* plan, const float* delta, int width, int slot) {
  const int* member = members(s, plan);
  int to = member_starts(s, plan)[slot + 1];
  float sum = 0;
  for (int m = member_starts(s, plan)[slot]; m < to; m += 8) {
    float share[8];
#pragma unroll
    for (int i = 0; i < 8; i++) {
      share[i] = m + i < to ? delta[(long long)(s.anchor_deltas + member[m + i]) * width] : 0;
    }
#pragma unroll
    for (int i = 0; i < 8; i++) {
      sum += share[i];
    }
  }
  return sum;
}

// A thread's share of a tile of deltas: four columns of a row in each step.
#define DELTA_STEPS (MOST_CHUNK * COLUMNS / 4 / THREADS)

__device__ inline int delta_row(int step) { return threadIdx.x / 4 + THREADS / 4 * step; }

// Asks for the deltas of `rows` rows from `first` on, zeros beside the layer. Those of table anchors
// are sums and come later.
__device__ inline void ask_deltas(
    const FusedStep& s, int layer, int first, int rows, int column, float4 (&found)[DELTA_STEPS]) {
  const float* delta = s.deltas + s.delta_at[layer];
  int width = s.width[layer + 1];
#pragma unroll
  for (int i = 0; i < DELTA_STEPS; i++) {
    int row = first + delta_row(i);
    bool own = delta_row(i) < rows && row >= s.slots;
    const float* from = delta + (long long)row * width;
    found[i] = quad(from, column + 4 * (threadIdx.x % 4), own ? width : 0);
  }
}

// d[row][COLUMNS] = the deltas asked for, and those of table anchors.
__device__ inline void put_deltas(
    const FusedStep& s,
    const int* plan,
    int layer,
    int first,
    int rows,
    int column,
    const float4 (&found)[DELTA_STEPS],
    float* d) {
  const float* delta = s.deltas + s.delta_at[layer];
  int width = s.width[layer + 1];
#pragma unroll
  for (int i = 0; i < DELTA_STEPS; i++) {
    if (delta_row(i) < rows && first + delta_row(i) >= s.slots) {
      *(float4*)(d + COLUMNS * delta_row(i) + 4 * (threadIdx.x % 4)) = found[i];
    }
  }
  int shared = min(rows, s.slots - first);
  int c = threadIdx.x % COLUMNS;
  for (int row = threadIdx.x / COLUMNS; row < shared; row += THREADS / COLUMNS) {
    d[COLUMNS * row + c] =
        column + c < width ? anchor_delta(s, plan, delta + column + c, width, first + row) : 0;
  }
}

// x[input][row] = inputs [from, from + SMALL_SLAB) of a layer above the first.
__device__ inline void load_values(
    const FusedStep& s, int layer, int first, int rows, int from, float* x) {
  int width = s.width[layer];
  const float* values = s.values + s.value_at[layer] + (long long)first * width;
  float4 found[TILE_STEPS];
#pragma unroll
  for (int i = 0; i < TILE_STEPS; i++) {
    int used = tile_row(i) < rows ? width : 0;
    found[i] = quad(values + (long long)tile_row(i) * width, from + 4 * tile_quad(), used);
  }
#pragma unroll
  for (int i = 0; i < TILE_STEPS; i++) {
    if (tile_row(i) < rows) {
      float* to = x + 4 * tile_quad() * tile_pitch(s) + tile_row(i);
      to[0] = found[i].x;
      to[tile_pitch(s)] = found[i].y;
      to[2 * tile_pitch(s)] = found[i].z;
      to[3 * tile_pitch(s)] = found[i].w;
    }
  }
}

// A thread's tile is INPUTS inputs, 8 apart, by 4 columns; each warp has every eighth pair of rows.
// A warp's lanes are 8 on inputs (2 banks apart, 2 wide) and 4 on columns. With 7 inputs a pair of
// rows costs 7 loads of 8 bytes, two of 16 and 56 multiply-adds.
template <int INPUTS>
__device__ inline void add_products(
    const float* x, int pitch, const float* d, int rows, float (&sum)[INPUTS][4]) {
  const float* input = x + threadIdx.x % WARP / 4 * pitch;
  const float* column = d + 4 * (threadIdx.x % 4);
#pragma unroll 2
  for (int row = 2 * (threadIdx.x / WARP); row < rows; row += 2 * WARPS) {
    float4 upper = *(const float4*)(column + COLUMNS * row);
    float4 lower = *(const float4*)(column + COLUMNS * (row + 1));
#pragma unroll
    for (int i = 0; i < INPUTS; i++) {
      float2 pair = *(const float2*)(input + 8 * i * pitch + row);
      sum[i][0] += pair.x * upper.x;
      sum[i][1] += pair.x * upper.y;
      sum[i][2] += pair.x * upper.z;
      sum[i][3] += pair.x * upper.w;
      sum[i][0] += pair.y * lower.x;
      sum[i][1] += pair.y * lower.y;
      sum[i][2] += pair.y * lower.z;
      sum[i][3] += pair.y * lower.w;
    }
  }
}

// A parameter's state before the step: asked for before the last products, needed behind them.
struct Before {
  float weight;
  float first;
  float second;
};

__device__ inline Before before(const FusedStep& s, int at, bool used) {
  Before b;
  b.weight = used ? s.weights[at] : 0;
  b.first = used ? s.first[at] : 0;
  b.second = used ? s.second[at] : 0;
  return b;
}

// Adam's two numbers for a step.
struct Corrections {
  float step_size;
  float root_scale;
};

__device__ inline void update(const FusedStep& s, Corrections step, int at, Before b, float g) {
  s.gradient[at] = g;
  s.weights[at] = updated(
      b.weight,
      g,
      &b.first,
      &b.second,
      s.beta1,
      s.beta2,
      step.step_size,
      step.root_scale,
      s.epsilon);
  s.first[at] = b.first;
  s.second[at] = b.second;
}

// One tile of a layer: the gradient of weights [from, from + inputs) x [column, + COLUMNS) over all
// rows, and of the biases if the tile is the first of its columns; then Adam.
//
// memory float32: x [8 * INPUTS, chunk + 2], d [chunk, COLUMNS]; then the warps' sums
//        [WARPS, 8 * INPUTS, COLUMNS] and [THREADS / COLUMNS, COLUMNS] in their place
template <int INPUTS, bool FIRST>
__device__ inline void update_tile(
    const FusedStep& s,
    const int* plan,
    const float* corrections,
    int layer,
    int from,
    int inputs,
    int column,
    float* memory) {
  const int all = 8 * INPUTS;
  int pitch = tile_pitch(s);
  float* x = memory;
  float* d = x + all * pitch;
  int width = s.width[layer + 1];
  int c = threadIdx.x % COLUMNS;
  int k0 = threadIdx.x / COLUMNS;
  bool inside = column + c < width;
  const int shares = (all * COLUMNS + THREADS - 1) / THREADS;
  Before state[shares];
  int at = s.weight_at[layer] + (from + k0) * width + column + c;
  float sum[INPUTS][4];
#pragma unroll
  for (int i = 0; i < INPUTS; i++) {
    sum[i][0] = sum[i][1] = sum[i][2] = sum[i][3] = 0;
  }
  float bias = 0;
  for (int first = s.first_row; first < s.rows; first += s.chunk) {
    int rows = min(s.chunk, s.rows - first);
    float4 deltas[DELTA_STEPS];
    ask_deltas(s, layer, first, rows, column, deltas);
    if (FIRST) {
      gather_inputs(s, plan, first, rows, from, inputs, x);
    } else {
      load_values(s, layer, first, rows, from, x);
    }
    put_deltas(s, plan, layer, first, rows, column, deltas, d);
    // The second row of the last pair adds nothing if there is none.
    if (rows % 2 == 1 && threadIdx.x < COLUMNS) {
      d[COLUMNS * rows + threadIdx.x] = 0;
    }
    if (rows % 2 == 1 && threadIdx.x < all) {
      x[threadIdx.x * pitch + rows] = 0;
    }
    if (first + s.chunk >= s.rows) {
#pragma unroll
      for (int i = 0; i < shares; i++) {
        int k = k0 + THREADS / COLUMNS * i;
        state[i] = before(s, at + THREADS / COLUMNS * i * width, inside && k < inputs);
      }
    }
    __syncthreads();
    add_products<INPUTS>(x, pitch, d, rows, sum);
    if (from == 0) {
      for (int row = k0; row < rows; row += THREADS / COLUMNS) {
        bias += d[COLUMNS * row + c];
      }
    }
    __syncthreads();
  }
  float* sums = memory;
  float* biases = sums + WARPS * all * COLUMNS;
  int lane = threadIdx.x % WARP;
#pragma unroll
  for (int i = 0; i < INPUTS; i++) {
    float4 v;
    v.x = sum[i][0];
    v.y = sum[i][1];
    v.z = sum[i][2];
    v.w = sum[i][3];
    int k = lane / 4 + 8 * i;
    *(float4*)(sums + (threadIdx.x / WARP * all + k) * COLUMNS + 4 * (lane % 4)) = v;
  }
  biases[threadIdx.x] = bias;
  Corrections step;
  step.step_size = corrections[0];
  step.root_scale = corrections[1];
  int bias_at = s.bias_at[layer] + column + c;
  bool updates_bias = from == 0 && threadIdx.x < COLUMNS && inside;
  Before bias_state = before(s, bias_at, updates_bias);
  __syncthreads();
#pragma unroll
  for (int i = 0; i < shares; i++) {
    int k = k0 + THREADS / COLUMNS * i;
    if (inside && k < inputs) {
      float g = 0;
#pragma unroll
      for (int warp = 0; warp < WARPS; warp++) {
        g += sums[(warp * all + k) * COLUMNS + c];
      }
      update(s, step, at + THREADS / COLUMNS * i * width, state[i], g);
    }
  }
  if (updates_bias) {
    float g = 0;
#pragma unroll
    for (int part = 0; part < THREADS / COLUMNS; part++) {
      g += biases[COLUMNS * part + c];
    }
    update(s, step, bias_at, bias_state, g);
  }
}

// Every tile of every layer, a block each; one block more adds up the loss.
//
// plan        int32, as PlanShape says
// corrections float32 [2], step size and root scale of this step
// loss, active one number each
// grid        slabs * width[1] / COLUMNS, then for each layer above width[l] / SMALL_SLAB *
//             width[l + 1] / COLUMNS, then 1
// shared      as update_tile has it, for layer 0
extern "C" __global__ void __launch_bounds__(THREADS, 2) fused_update(
    const __grid_constant__ FusedStep s,
    const int* plan,
    const float* corrections,
    float* loss,
    int* active) {
  DYNAMIC_SHARED(float4, memory);
  float* shared = (float*)memory;
  if (blockIdx.x == gridDim.x - 1) {
    double* sums = (double*)memory;
    add_up_violations(s.violation, s.count, sums, (int*)(sums + UPDATE_THREADS), loss, active);
    return;
  }
  int tile = blockIdx.x;
  int columns = (s.width[1] + COLUMNS - 1) / COLUMNS;
  if (tile < s.slabs * columns) {
    int from = tile / columns * s.slab;
    int column = tile % columns * COLUMNS;
    int inputs = min(s.slab, s.width[0] - from);
    if (s.slab <= 16) {
      update_tile<2, true>(s, plan, corrections, 0, from, inputs, column, shared);
    } else if (s.slab <= 32) {
      update_tile<4, true>(s, plan, corrections, 0, from, inputs, column, shared);
    } else {
      update_tile<MOST_SLAB / 8, true>(s, plan, corrections, 0, from, inputs, column, shared);
    }
    return;
  }
  tile -= s.slabs * columns;
  for (int layer = 1; layer < s.layers; layer++) {
    columns = (s.width[layer + 1] + COLUMNS - 1) / COLUMNS;
    int tiles = (s.width[layer] + SMALL_SLAB - 1) / SMALL_SLAB * columns;
    if (tile < tiles) {
      int from = tile / columns * SMALL_SLAB;
      int inputs = min(SMALL_SLAB, s.width[layer] - from);
      int column = tile % columns * COLUMNS;
      update_tile<SMALL_SLAB / 8, false>(s, plan, corrections, layer, from, inputs, column, shared);
      return;
    }
    tile -= tiles;
  }
}
