// The first of a step's three kernels: the first layer's product, in parts.

#define PART_ROWS 128  // rows of a tile
#define PART_PITCH (PART_ROWS + 2)
#define GROUPS 8  // of 64 threads: each has an eighth of the inputs, and a whole tile of sums
#define GROUP 64
// So many that a multiprocessor has registers for one block: where it had two, another had none, and
// the step waited for the two.
#define FORWARD_THREADS (GROUPS * GROUP)
// Launch bounds for at most 80 registers, so that a block finds room beside one of fused_update.
#define FORWARD_BOUNDS 768
#define ROW_PAIRS 4
#define LANE_ROWS (2 * ROW_PAIRS)  // a thread's tile is 8 rows by 4 columns

// The first of a pair of a thread's rows: pairs are 32 apart.
__device__ inline int pair_row(int pair, int thread) {
  return PART_ROWS / ROW_PAIRS * pair + 2 * (thread / 4);
}

// One group's sums over inputs [from, to). A warp's lanes are 8 on rows and 4 on columns, so that
// its loads are 64 contiguous bytes: an input costs 4 loads of 8 bytes, one of 16 and 32
// multiply-adds.
__device__ inline void multiply_tile(
    const float* x, const float* w, int from, int to, float (&sum)[LANE_ROWS][4]) {
  int thread = threadIdx.x % GROUP;
  const float* pairs = x + 2 * (thread / 4);
  const float* weight = w + 4 * (thread % 4);
#pragma unroll 4
  for (int k = from; k < to; k++) {
    float4 b = *(const float4*)(weight + COLUMNS * k);
#pragma unroll
    for (int pair = 0; pair < ROW_PAIRS; pair++) {
      float2 a = *(const float2*)(pairs + k * PART_PITCH + PART_ROWS / ROW_PAIRS * pair);
      add_scaled(sum[2 * pair], a.x, b);
      add_scaled(sum[2 * pair + 1], a.y, b);
    }
  }
}

// Adds the groups' sums, in their order, and writes them.
//
// sums shared float32 [GROUPS, LANE_ROWS, GROUP, 4]: as many quads of a group as threads
__device__ inline void put_tile(const float4* sums, float* out, int rows, int left) {
  const int width = width_of(1);
  float4 v = sums[threadIdx.x];
#pragma unroll
  for (int group = 1; group < GROUPS; group++) {
    float4 more = sums[threadIdx.x + LANE_ROWS * GROUP * group];
    v.x += more.x;
    v.y += more.y;
    v.z += more.z;
    v.w += more.w;
  }
  int r = threadIdx.x / GROUP;
  int row = pair_row(r / 2, threadIdx.x % GROUP) + r % 2;
  int column = 4 * (threadIdx.x % 4);
  if (row >= rows || column >= left) {
    return;
  }
  float* to = out + (long long)row * width + column;
  if (width % 4 == 0) {
    *(float4*)to = v;
    return;
  }
  to[0] = v.x;
  if (column + 1 < left) {
    to[1] = v.y;
  }
  if (column + 2 < left) {
    to[2] = v.z;
  }
  if (column + 3 < left) {
    to[3] = v.w;
  }
}

// step.partial [part, row, column] = the part's inputs times the part's weights.
//
// plan   int32, as PlanShape says
// grid   (parts * tiles of PART_ROWS rows, width_of(1) / COLUMNS)
// shared float32: x [part, PART_PITCH], then weights [part, COLUMNS]; in their place then the
//        groups' sums [GROUPS, PART_ROWS, COLUMNS]
extern "C" __global__ void __launch_bounds__(FORWARD_BOUNDS) fused_forward(
    const __grid_constant__ FusedStep s, const int* plan) {
  DYNAMIC_SHARED(float4, memory);
  float* x = (float*)memory;
  float* w = x + s.part * PART_PITCH;
  int part = blockIdx.x % s.parts;
  int first = s.first_row + PART_ROWS * (blockIdx.x / s.parts);
  int rows = min(PART_ROWS, s.rows - first);
  int pixel = part * s.part;
  int pixels = min(s.part, width_of(0) - pixel);
  const int width = width_of(1);
  int column = blockIdx.y * COLUMNS;
  gather_inputs<FORWARD_THREADS / WARP, 1, MOST_PART / 16>(
      s, plan, first, rows, pixel, pixels, x, PART_PITCH);
  after_previous();
  let_next_begin();
  const float* weights = s.weights + weight_at(0);
  const int steps = MOST_PART * COLUMNS / 4 / FORWARD_THREADS + 1;
  float4 found[steps];
#pragma unroll
  for (int i = 0; i < steps; i++) {
    int k = threadIdx.x / 4 + FORWARD_THREADS / 4 * i;
    int end = k < pixels ? width : 0;
    found[i] = quad(weights + (long long)(pixel + k) * width, column + 4 * (threadIdx.x % 4), end);
  }
#pragma unroll
  for (int i = 0; i < steps; i++) {
    int k = threadIdx.x / 4 + FORWARD_THREADS / 4 * i;
    if (k < pixels) {
      *(float4*)(w + COLUMNS * k + 4 * (threadIdx.x % 4)) = found[i];
    }
  }
  __syncthreads();
  float sum[LANE_ROWS][4];
#pragma unroll
  for (int r = 0; r < LANE_ROWS; r++) {
    sum[r][0] = sum[r][1] = sum[r][2] = sum[r][3] = 0;
  }
  int group = threadIdx.x / GROUP;
  int share = (s.part + GROUPS - 1) / GROUPS;
  multiply_tile(x, w, share * group, min(pixels, share * (group + 1)), sum);
  __syncthreads();
  float4* sums = memory;
#pragma unroll
  for (int r = 0; r < LANE_ROWS; r++) {
    sums[(LANE_ROWS * group + r) * GROUP + threadIdx.x % GROUP] = as_quad(sum[r]);
  }
  __syncthreads();
  float* out = s.partial + ((long long)part * s.rows + first) * width + column;
  put_tile(sums, out, rows, width - column);
}
