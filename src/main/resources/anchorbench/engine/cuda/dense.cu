// What layers with weights need besides their products, where these do not do it themselves.

#define COLUMNS 32
#define ROW_THREADS 8
#define PART_THREADS 32

// values float32 [rows, width], changed in place; halves a bfloat16 copy, or null.
extern "C" __global__ void add_bias(
    float* values, const float* bias, int rows, int width, int relu, bfloat16* halves) {
  // Of 32 bits, which suffice for 4/3 of the longest array in Java, as many as a batch's layer has
  // at most; a remainder of 64 bits takes four times as long.
  unsigned i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= (unsigned)rows * width) {
    return;
  }
  float value = values[i] + bias[i % width];
  value = relu ? rectified(value) : value;
  values[i] = value;
  if (halves) {
    halves[i] = to_bfloat16(value);
  }
}

// The same of bfloat16 sums; values are written.
extern "C" __global__ void widen_output(
    const bfloat16* sums,
    const float* bias,
    int rows,
    int width,
    int relu,
    float* values,
    bfloat16* halves) {
  unsigned i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= (unsigned)rows * width) {
    return;
  }
  float value = number(sums[i]) + bias[i % width];
  value = relu ? rectified(value) : value;
  values[i] = value;
  if (halves) {
    halves[i] = to_bfloat16(value);
  }
}

// bfloat16 as float32, multiplied by the slope of the ReLU that made activation; or null.
extern "C" __global__ void widen(
    const bfloat16* from, long long count, const float* activation, float* to) {
  long long i = (long long)blockIdx.x * blockDim.x + threadIdx.x;
  if (i < count) {
    to[i] = activation && !(activation[i] > 0) ? 0 : number(from[i]);
  }
}

// Multiplies by ReLU's slope and adds up columns: the gradient of the bias below. Many rows are
// several parts, whose sums add_parts adds up.
//
// delta float32 [rows, width], changed in place; activation likewise, or null for a linear layer
// sums  float32 [parts, width], written; halves a bfloat16 copy of delta, or null
// grid  width / COLUMNS, parts; a block is (COLUMNS, ROW_THREADS)
extern "C" __global__ void bias_gradient(
    float* delta, const float* activation, int rows, int width, float* sums, bfloat16* halves) {
  __shared__ float partial[ROW_THREADS][COLUMNS];
  int column = blockIdx.x * COLUMNS + threadIdx.x;
  int part = (rows + gridDim.y - 1) / gridDim.y;
  int from = blockIdx.y * part;
  int to = min(from + part, rows);
  float sum = 0;
  if (column < width) {
    for (int row = from + threadIdx.y; row < to; row += ROW_THREADS) {
      long long i = (long long)row * width + column;
      float value = activation && !(activation[i] > 0) ? 0 : delta[i];
      sum += value;
      if (activation) {
        delta[i] = value;
      }
      if (halves) {
        halves[i] = to_bfloat16(value);
      }
    }
  }
  partial[threadIdx.y][threadIdx.x] = sum;
  __syncthreads();
  if (threadIdx.y == 0 && column < width) {
    for (int t = 1; t < ROW_THREADS; t++) {
      sum += partial[t][threadIdx.x];
    }
    sums[blockIdx.y * width + column] = sum;
  }
}

// partial float32 [parts, stride]; sums float32 [width], written
// grid    width / COLUMNS; a block is (COLUMNS, PART_THREADS)
extern "C" __global__ void add_parts(
    const float* partial, int parts, int stride, int width, float* sums) {
  __shared__ float shared[PART_THREADS][COLUMNS];
  int column = blockIdx.x * COLUMNS + threadIdx.x;
  float sum = 0;
  if (column < width) {
#pragma unroll 4
    for (int part = threadIdx.y; part < parts; part += PART_THREADS) {
      sum += partial[(long long)part * stride + column];
    }
  }
  shared[threadIdx.y][threadIdx.x] = sum;
  __syncthreads();
  if (threadIdx.y == 0 && column < width) {
    for (int t = 1; t < PART_THREADS; t++) {
      sum += shared[t][threadIdx.x];
    }
    sums[column] = sum;
  }
}
