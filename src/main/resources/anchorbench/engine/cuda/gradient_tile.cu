// A tile of a weight's gradient: loads into shared memory and the products.

#define SMALL_SLAB 16  // inputs in a tile of the layers above the first
#define TILE_STEPS (MOST_CHUNK / (TILE_ROWS * WARPS))
#define TILE_WORDS ((SLAB + 15) / 16)

// A tile of a layer's weight: inputs [from, from + inputs), columns [column, column + COLUMNS).
struct WeightTile {
  int in;
  int out;
  int weight_at;
  int bias_at;
  int value_at;
  int delta_at;
  int from;
  int inputs;
  int column;
};

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

// Asks for the deltas of `rows` rows from `first` on, zeros beside the layer. Those of table
// anchors are sums and come later.
__device__ inline void ask_deltas(
    const FusedStep& s, WeightTile tile, int first, int rows, float4 (&found)[DELTA_STEPS]) {
  const float* delta = s.deltas + tile.delta_at;
#pragma unroll
  for (int i = 0; i < DELTA_STEPS; i++) {
    int row = first + delta_row(i);
    bool own = delta_row(i) < rows && row >= s.slots;
    const float* from = delta + (long long)row * tile.out;
    found[i] = quad(from, tile.column + 4 * (threadIdx.x % 4), own ? tile.out : 0);
  }
}

// d[row][COLUMNS] = the deltas asked for, and those of table anchors.
__device__ inline void put_deltas(
    const FusedStep& s,
    const int* plan,
    WeightTile tile,
    int first,
    int rows,
    const float4 (&found)[DELTA_STEPS],
    float* d) {
#pragma unroll
  for (int i = 0; i < DELTA_STEPS; i++) {
    if (delta_row(i) < rows && first + delta_row(i) >= s.slots) {
      *(float4*)(d + COLUMNS * delta_row(i) + 4 * (threadIdx.x % 4)) = found[i];
    }
  }
  int shared = min(rows, s.slots - first);
  int c = threadIdx.x % COLUMNS;
  const float* delta = s.deltas + tile.delta_at + tile.column + c;
  bool inside = tile.column + c < tile.out;
  for (int row = threadIdx.x / COLUMNS; row < shared; row += THREADS / COLUMNS) {
    d[COLUMNS * row + c] = inside ? anchor_delta(s, plan, delta, tile.out, first + row) : 0;
  }
}

// x[input][row] = inputs [from, from + SMALL_SLAB) of a layer above the first.
__device__ inline void load_values(
    const FusedStep& s, WeightTile tile, int first, int rows, float* x) {
  const float* values = s.values + tile.value_at + (long long)first * tile.in;
  float4 found[TILE_STEPS];
#pragma unroll
  for (int i = 0; i < TILE_STEPS; i++) {
    int used = tile_row(i, WARPS) < rows ? tile.in : 0;
    const float* row = values + (long long)tile_row(i, WARPS) * tile.in;
    found[i] = quad(row, tile.from + 4 * tile_quad(), used);
  }
#pragma unroll
  for (int i = 0; i < TILE_STEPS; i++) {
    if (tile_row(i, WARPS) < rows) {
      float* to = x + 4 * tile_quad() * tile_pitch(s) + tile_row(i, WARPS);
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
#pragma unroll 4
  for (int row = 2 * (threadIdx.x / WARP); row < rows; row += 2 * WARPS) {
    float4 upper = *(const float4*)(column + COLUMNS * row);
    float4 lower = *(const float4*)(column + COLUMNS * (row + 1));
#pragma unroll
    for (int i = 0; i < INPUTS; i++) {
      float2 pair = *(const float2*)(input + 8 * i * pitch + row);
      add_scaled(sum[i], pair.x, upper);
      add_scaled(sum[i], pair.y, lower);
    }
  }
}
