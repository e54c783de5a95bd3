// The first of a step's three kernels: the first layer's product, in parts.

#include "fused.cu"

// A thread's tile is ROWS rows by 4 columns: pairs of rows, 128 apart, and one row more if ROWS is
// odd. A warp's lanes are 8 on rows and 4 on columns, so that its loads are 64 contiguous bytes.
// With 6 rows an input costs 3 loads of 8 bytes, one of 16 and 24 multiply-adds.
template <int ROWS>
__device__ inline void multiply_tile(
    const float* x,
    int pitch,
    const float* w,
    int inputs,
    int rows,
    float* out,
    int width,
    int left) {
  int column = 4 * (threadIdx.x % 4);
  int lane = threadIdx.x / 4;
  const float* pairs = x + 2 * lane;
  const float* single = x + THREADS / 4 * (ROWS - 1) + lane;
  const float* weight = w + column;
  float sum[ROWS][4];
#pragma unroll
  for (int r = 0; r < ROWS; r++) {
    sum[r][0] = sum[r][1] = sum[r][2] = sum[r][3] = 0;
  }
#pragma unroll 4
  for (int k = 0; k < inputs; k++) {
    float4 b = *(const float4*)(weight + COLUMNS * k);
    float a[ROWS];
#pragma unroll
    for (int r = 0; r + 1 < ROWS; r += 2) {
      float2 pair = *(const float2*)(pairs + k * pitch + THREADS / 4 * r);
      a[r] = pair.x;
      a[r + 1] = pair.y;
    }
    if (ROWS % 2 == 1) {
      a[ROWS - 1] = single[k * pitch];
    }
#pragma unroll
    for (int r = 0; r < ROWS; r++) {
      sum[r][0] += a[r] * b.x;
      sum[r][1] += a[r] * b.y;
      sum[r][2] += a[r] * b.z;
      sum[r][3] += a[r] * b.w;
    }
  }
#pragma unroll
  for (int r = 0; r < ROWS; r++) {
    bool single_row = ROWS % 2 == 1 && r == ROWS - 1;
    int row = single_row ? THREADS / 4 * r + lane : THREADS / 4 * (r - r % 2) + 2 * lane + r % 2;
    if (row < rows) {
      float* to = out + (long long)row * width + column;
      if (width % 4 == 0 && column < left) {
        float4 v;
        v.x = sum[r][0];
        v.y = sum[r][1];
        v.z = sum[r][2];
        v.w = sum[r][3];
        *(float4*)to = v;
      } else {
#pragma unroll
        for (int c = 0; c < 4; c++) {
          if (column + c < left) {
            to[c] = sum[r][c];
          }
        }
      }
    }
  }
}

// step.partial [slab, row, column] = the slab's inputs times the slab's weights.
//
// plan   int32, as PlanShape says
// grid   (slabs, width[1] / COLUMNS)
// shared float32: x [slab, chunk + 2], then weights [slab, COLUMNS]
extern "C" __global__ void __launch_bounds__(THREADS, 2) fused_forward(
    const __grid_constant__ FusedStep s, const int* plan) {
  DYNAMIC_SHARED(float4, memory);
  float* x = (float*)memory;
  int pitch = tile_pitch(s);
  float* w = x + s.slab * pitch;
  int pixel = blockIdx.x * s.slab;
  int pixels = min(s.slab, s.width[0] - pixel);
  int width = s.width[1];
  int column = blockIdx.y * COLUMNS;
  const float* weights = s.weights + s.weight_at[0] + column;
  int c = threadIdx.x % COLUMNS;
  const int steps = (MOST_SLAB * COLUMNS + THREADS - 1) / THREADS;
  float found[steps];
#pragma unroll
  for (int i = 0; i < steps; i++) {
    int k = threadIdx.x / COLUMNS + THREADS / COLUMNS * i;
    found[i] = k < pixels && column + c < width ? weights[(pixel + k) * width + c] : 0;
  }
  float* out = s.partial + (long long)blockIdx.x * s.rows * width + column;
  for (int first = s.first_row; first < s.rows; first += s.chunk) {
    int rows = min(s.chunk, s.rows - first);
    gather_inputs(s, plan, first, rows, pixel, pixels, x);
    // Stored once the first chunk's loads are under way too.
    if (first == s.first_row) {
#pragma unroll
      for (int i = 0; i < steps; i++) {
        int k = threadIdx.x / COLUMNS + THREADS / COLUMNS * i;
        if (k < pixels) {
          w[COLUMNS * k + c] = found[i];
        }
      }
    }
    __syncthreads();
    float* to = out + (long long)first * width;
    int left = width - column;
    switch ((rows + THREADS / 4 - 1) / (THREADS / 4)) {
      case 1:
        multiply_tile<1>(x, pitch, w, pixels, rows, to, width, left);
        break;
      case 2:
        multiply_tile<2>(x, pitch, w, pixels, rows, to, width, left);
        break;
      case 3:
        multiply_tile<3>(x, pitch, w, pixels, rows, to, width, left);
        break;
      case 4:
        multiply_tile<4>(x, pitch, w, pixels, rows, to, width, left);
        break;
      case 5:
        multiply_tile<5>(x, pitch, w, pixels, rows, to, width, left);
        break;
      default:
        multiply_tile<6>(x, pitch, w, pixels, rows, to, width, left);
    }
    __syncthreads();
  }
}
