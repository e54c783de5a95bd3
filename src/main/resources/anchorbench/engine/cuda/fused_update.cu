// The last of a step's three kernels: gradients of weights and biases, Adam, the step's loss.

#include "fused.cu"
#include "gradient_tile.cu"
#include "update_arithmetic.cu"

// A parameter and its moments.
struct Parameter {
  float weight;
  float first;
  float second;
};

__device__ inline Parameter parameter(const FusedStep& s, int at, bool used) {
  Parameter b;
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

__device__ inline void step_on(const FusedStep& s, Corrections step, Parameter* p, float g) {
  p->weight = updated(
      p->weight,
      g,
      &p->first,
      &p->second,
      s.beta1,
      s.beta2,
      step.step_size,
      step.root_scale,
      s.epsilon);
}

__device__ inline void put(const FusedStep& s, int at, Parameter p, float g) {
  s.gradient[at] = g;
  s.weights[at] = p.weight;
  s.first[at] = p.first;
  s.second[at] = p.second;
}

// One tile of a layer: the gradient of weights [from, from + inputs) x [column, + COLUMNS) over all
// rows, and of the biases if the tile is the first of its columns; then Adam.
//
// memory float32: x [slab or 8 * INPUTS, chunk + 2], d [chunk, COLUMNS]; then the warps' sums
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
  // Products of inputs that the tile does not have are read from here, and never used.
  float* d = x + (FIRST ? s.slab : all) * pitch;
  int width = s.width[layer + 1];
  int c = threadIdx.x % COLUMNS;
  int k0 = threadIdx.x / COLUMNS;
  bool inside = column + c < width;
  const int shares = (all * COLUMNS + THREADS - 1) / THREADS;
  Parameter state[shares];
  int at = s.weight_at[layer] + (from + k0) * width + column + c;
  float sum[INPUTS][4];
#pragma unroll
  for (int i = 0; i < INPUTS; i++) {
    sum[i][0] = sum[i][1] = sum[i][2] = sum[i][3] = 0;
  }
  float bias = 0;
  if (FIRST) {
    int rows = min(s.chunk, s.rows - s.first_row);
    gather_inputs<TILE_STEPS, TILE_WORDS>(s, plan, s.first_row, rows, from, inputs, x, pitch);
  }
  after_previous();
  let_next_begin();
  for (int first = s.first_row; first < s.rows; first += s.chunk) {
    int rows = min(s.chunk, s.rows - first);
    float4 deltas[DELTA_STEPS];
    ask_deltas(s, layer, first, rows, column, deltas);
    if (FIRST) {
      if (first > s.first_row) {
        gather_inputs<TILE_STEPS, TILE_WORDS>(s, plan, first, rows, from, inputs, x, pitch);
      }
    } else {
      load_values(s, layer, first, rows, from, x);
    }
    put_deltas(s, plan, layer, first, rows, column, deltas, d);
    // The second row of the last pair adds nothing if there is none.
    if (rows % 2 == 1 && threadIdx.x < COLUMNS) {
      d[COLUMNS * rows + threadIdx.x] = 0;
    }
    if (rows % 2 == 1 && threadIdx.x < (FIRST ? s.slab : all)) {
      x[threadIdx.x * pitch + rows] = 0;
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
  // Asked for here, needed behind the barrier: before the products there are no registers for them.
#pragma unroll
  for (int i = 0; i < shares; i++) {
    int k = k0 + THREADS / COLUMNS * i;
    state[i] = parameter(s, at + THREADS / COLUMNS * i * width, inside && k < inputs);
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
  Parameter bias_state = parameter(s, bias_at, updates_bias);
  __syncthreads();
  // Arithmetic for every share and then the stores: several square roots are under way at once.
  float gradient[shares];
#pragma unroll
  for (int i = 0; i < shares; i++) {
    int k = min(all - 1, k0 + THREADS / COLUMNS * i);
    gradient[i] = 0;
#pragma unroll
    for (int warp = 0; warp < WARPS; warp++) {
      gradient[i] += sums[(warp * all + k) * COLUMNS + c];
    }
    step_on(s, step, &state[i], gradient[i]);
  }
#pragma unroll
  for (int i = 0; i < shares; i++) {
    if (inside && k0 + THREADS / COLUMNS * i < inputs) {
      put(s, at + THREADS / COLUMNS * i * width, state[i], gradient[i]);
    }
  }
  if (updates_bias) {
    float g = 0;
#pragma unroll
    for (int part = 0; part < THREADS / COLUMNS; part++) {
      g += biases[COLUMNS * part + c];
    }
    step_on(s, step, &bias_state, g);
    put(s, bias_at, bias_state, g);
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
    after_previous();
    let_next_begin();
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
