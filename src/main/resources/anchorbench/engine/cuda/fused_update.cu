// The last of a step's three kernels: gradients of weights and biases, Adam, the step's loss.

#include "gradient_tile.cu"
#include "update_arithmetic.cu"

// Launch bounds for at most 96 registers where blocks of two kernels share a multiprocessor: 256
// threads with 96 and fused_forward's 512 with 80 are all that it has. Elsewhere for 128, also on
// sm_120, whose shared memory is too small for two.
#if __CUDA_ARCH__ >= 900 && __CUDA_ARCH__ < 1200
#define UPDATE_BOUNDS 640
#else
#define UPDATE_BOUNDS 512
#endif

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

// A tile of a layer: the gradient of its weights over all rows, and of the biases if the tile is the
// first of its columns; then Adam.
//
// memory float32: x [SLAB or 8 * INPUTS, chunk + 2], d [chunk, COLUMNS]; then the warps' sums
//        [WARPS, 8 * INPUTS, COLUMNS] and [THREADS / COLUMNS, COLUMNS] in their place
template <int INPUTS, bool FIRST>
__device__ __forceinline__ void update_tile(
    const FusedStep& s,
    const int* plan,
    const float* corrections,
    const WeightTile tile,
    float* memory) {
  const int all = 8 * INPUTS;
  const int stored = FIRST ? SLAB : all;
  int pitch = tile_pitch(s);
  float* x = memory;
  // Inputs behind the tile's last are read from here; their products are never used.
  float* d = x + stored * pitch;
  float sum[INPUTS][4];
#pragma unroll
  for (int i = 0; i < INPUTS; i++) {
    sum[i][0] = sum[i][1] = sum[i][2] = sum[i][3] = 0;
  }
  float bias = 0;
  int c = threadIdx.x % COLUMNS;
  int k0 = threadIdx.x / COLUMNS;
  for (int first = s.first_row; first < s.rows; first += s.chunk) {
    int rows = min(s.chunk, s.rows - first);
    if (FIRST) {
      gather_inputs<WARPS, TILE_STEPS, TILE_WORDS>(
          s, plan, first, rows, tile.from, tile.inputs, x, pitch);
    }
    if (first == s.first_row) {
      after_previous();
      let_next_begin();
    }
    float4 deltas[DELTA_STEPS];
    ask_deltas(s, tile, first, rows, deltas);
    if (!FIRST) {
      load_values(s, tile, first, rows, x);
    }
    put_deltas(s, plan, tile, first, rows, deltas, d);
    // The second row of the last pair adds nothing if there is none.
    if (rows % 2 == 1 && threadIdx.x < COLUMNS) {
      d[COLUMNS * rows + threadIdx.x] = 0;
    }
    if (rows % 2 == 1 && threadIdx.x < stored) {
      x[threadIdx.x * pitch + rows] = 0;
    }
    __syncthreads();
    add_products<INPUTS>(x, pitch, d, rows, sum);
    if (tile.from == 0) {
#pragma unroll 8
      for (int row = k0; row < rows; row += THREADS / COLUMNS) {
        bias += d[COLUMNS * row + c];
      }
    }
    __syncthreads();
  }
  // Asked for here, needed behind the barrier: before the products there are no registers for them.
  const int shares = (all * COLUMNS + THREADS - 1) / THREADS;
  bool inside = tile.column + c < tile.out;
  int at = tile.weight_at + (tile.from + k0) * tile.out + tile.column + c;
  Parameter state[shares];
#pragma unroll
  for (int i = 0; i < shares; i++) {
    int k = k0 + THREADS / COLUMNS * i;
    state[i] = parameter(s, at + THREADS / COLUMNS * i * tile.out, inside && k < tile.inputs);
  }
  float* sums = memory;
  float* biases = sums + WARPS * all * COLUMNS;
  int lane = threadIdx.x % WARP;
#pragma unroll
  for (int i = 0; i < INPUTS; i++) {
    int k = lane / 4 + 8 * i;
    float* to = sums + (threadIdx.x / WARP * all + k) * COLUMNS + 4 * (lane % 4);
    *(float4*)to = as_quad(sum[i]);
  }
  biases[threadIdx.x] = bias;
  Corrections step;
  step.step_size = corrections[0];
  step.root_scale = corrections[1];
  int bias_at = tile.bias_at + tile.column + c;
  bool updates_bias = tile.from == 0 && threadIdx.x < COLUMNS && inside;
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
    if (inside && k0 + THREADS / COLUMNS * i < tile.inputs) {
      put(s, at + THREADS / COLUMNS * i * tile.out, state[i], gradient[i]);
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

// The tile of a layer that a block has, if `tile` is among the layer's.
__device__ __forceinline__ WeightTile tile_of(const FusedStep& s, int layer, int slab, int tile) {
  const int columns = (width_of(layer + 1) + COLUMNS - 1) / COLUMNS;
  WeightTile t;
  t.in = width_of(layer);
  t.out = width_of(layer + 1);
  t.weight_at = weight_at(layer);
  t.bias_at = bias_at(layer);
  t.value_at = s.value_at[layer];
  t.delta_at = s.delta_at[layer];
  t.from = tile / columns * slab;
  t.inputs = min(slab, t.in - t.from);
  t.column = tile % columns * COLUMNS;
  return t;
}

__device__ constexpr int tiles_of(int layer, int slab) {
  return (width_of(layer) + slab - 1) / slab * ((width_of(layer + 1) + COLUMNS - 1) / COLUMNS);
}

// Every tile of every layer, a block each; one block more adds up the loss.
//
// plan        int32, as PlanShape says
// corrections float32 [2], step size and root scale of this step
// loss, active one number each
// grid        tiles_of layer 0, then of each layer above, then 1
// shared      as update_tile has it, for layer 0
extern "C" __global__ void __launch_bounds__(UPDATE_BOUNDS) fused_update(
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
  int block = blockIdx.x;
  if (block < tiles_of(0, SLAB)) {
    update_tile<(SLAB + 7) / 8, true>(s, plan, corrections, tile_of(s, 0, SLAB, block), shared);
    return;
  }
  block -= tiles_of(0, SLAB);
  WeightTile tile = {};
#pragma unroll
  for (int layer = 1; layer < LAYERS; layer++) {
    if (block >= 0 && block < tiles_of(layer, SMALL_SLAB)) {
      tile = tile_of(s, layer, SMALL_SLAB, block);
    }
    block -= tiles_of(layer, SMALL_SLAB);
  }
  update_tile<SMALL_SLAB / 8, false>(s, plan, corrections, tile, shared);
}
