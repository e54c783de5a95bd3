// A network's first convolution, the ReLU behind it and the pool of 2 x 2 behind both, in one pass:
// the convolution's output, four times the pool's, never leaves the registers.
//
// The convolution has stride 1. A thread makes one filter's number of a pooled pixel: a warp is 32
// filters, which read the same pixels. Compiled for one network, whose sizes stand before this text:
// SIDE and PADDING of the convolution's window, FILTERS, CHANNELS, HEIGHT and WIDTH of the images,
// POOLED_HEIGHT and POOLED_WIDTH.
//
// Images lie as planes, [rows, channel, y, x], what comes out with channels last, [rows, y, x,
// filter], and weights [y, x, channel, filter]. Types are float32, or bfloat16 for images and
// weights; sums are float32.

#define WARPS 8  // of a block
#define PATCH (SIDE + 1)
#define TAPS (SIDE * SIDE * CHANNELS)
#define POOLED (POOLED_HEIGHT * POOLED_WIDTH)

// What the four windows of a pooled pixel see of an image.
struct Patch {
  float at[CHANNELS][PATCH][PATCH];
};

template <bool inside, typename T>
__device__ inline void fill(Patch& patch, const T* image, int top, int left) {
#pragma unroll
  for (int c = 0; c < CHANNELS; c++) {
#pragma unroll
    for (int y = 0; y < PATCH; y++) {
#pragma unroll
      for (int x = 0; x < PATCH; x++) {
        bool there = inside
            || (top + y >= 0 && top + y < HEIGHT && left + x >= 0 && left + x < WIDTH);
        patch.at[c][y][x] = there ? number(image[(c * HEIGHT + top + y) * WIDTH + left + x]) : 0;
      }
    }
  }
}

template <typename T>
__device__ inline void load(Patch& patch, const T* images, int pixel) {
  int row = pixel / POOLED;
  int place = pixel % POOLED;
  int top = 2 * (place / POOLED_WIDTH) - PADDING;
  int left = 2 * (place % POOLED_WIDTH) - PADDING;
  const T* image = images + (long long)row * (CHANNELS * HEIGHT * WIDTH);
  // All of a warp read the same pixels: most need no test of each.
  if (top >= 0 && left >= 0 && top + PATCH <= HEIGHT && left + PATCH <= WIDTH) {
    fill<true>(patch, image, top, left);
  } else {
    fill<false>(patch, image, top, left);
  }
}

// out     float32 [rows, pooled image]; halves a bfloat16 copy, or null
// chosen  as out: which of the four places it was, row by row
// grid    any number of blocks, FILTERS / WARP; a block is (WARP, WARPS)
template <typename T>
__device__ inline void forward(
    const T* __restrict__ images,
    const T* __restrict__ weights,
    const float* __restrict__ bias,
    int rows,
    float* __restrict__ out,
    bfloat16* __restrict__ halves,
    unsigned char* __restrict__ chosen) {
  int filter = blockIdx.y * WARP + threadIdx.x;
  if (filter >= FILTERS) {
    return;
  }
  float weight[TAPS];
#pragma unroll
  for (int tap = 0; tap < TAPS; tap++) {
    weight[tap] = number(weights[tap * FILTERS + filter]);
  }
  float shift = bias[filter];
  int pixels = rows * POOLED;
  for (int pixel = blockIdx.x * WARPS + threadIdx.y; pixel < pixels; pixel += gridDim.x * WARPS) {
    Patch patch;
    load(patch, images, pixel);
    float sums[4] = {0, 0, 0, 0};
#pragma unroll
    for (int y = 0; y < SIDE; y++) {
#pragma unroll
      for (int x = 0; x < SIDE; x++) {
#pragma unroll
        for (int c = 0; c < CHANNELS; c++) {
          float by = weight[(y * SIDE + x) * CHANNELS + c];
#pragma unroll
          for (int place = 0; place < 4; place++) {
            sums[place] += patch.at[c][y + place / 2][x + place % 2] * by;
          }
        }
      }
    }
    // A bias and a ReLU keep the order of numbers, so the largest may be chosen before them; where
    // rounding makes two equal behind them, either is right. A NaN is larger than anything.
    int best = 0;
    float largest = sums[0];
#pragma unroll
    for (int place = 1; place < 4; place++) {
      if (sums[place] > largest || sums[place] != sums[place]) {
        best = place;
        largest = sums[place];
      }
    }
    float value = rectified(largest + shift);
    long long at = (long long)pixel * FILTERS + filter;
    out[at] = value;
    if (halves) {
      halves[at] = to_bfloat16(value);
    }
    if (chosen) {
      chosen[at] = (unsigned char)best;
    }
  }
}

extern "C" __global__ void __launch_bounds__(WARP* WARPS) first_stage(
    const float* images,
    const float* weights,
    const float* bias,
    int rows,
    float* out,
    bfloat16* halves,
    unsigned char* chosen) {
  forward(images, weights, bias, rows, out, halves, chosen);
}

extern "C" __global__ void __launch_bounds__(WARP* WARPS) first_stage_bfloat16(
    const bfloat16* images,
    const bfloat16* weights,
    const float* bias,
    int rows,
    float* out,
    bfloat16* halves,
    unsigned char* chosen) {
  forward(images, weights, bias, rows, out, halves, chosen);
}

// The gradient of weights and bias: what a pooled number lost goes to the pixels of its place.
//
// upper   float32, as out: loss by out
// partial float32 [gridDim.x, TAPS + 1, FILTERS], written: a block's sums, the bias's last
template <typename T>
__device__ inline void backward(
    const T* __restrict__ images,
    const float* __restrict__ upper,
    const float* __restrict__ out,
    const unsigned char* __restrict__ chosen,
    int rows,
    float* __restrict__ partial) {
  int filter = blockIdx.y * WARP + threadIdx.x;
  bool used = filter < FILTERS;
  float sums[TAPS + 1] = {};
  int pixels = rows * POOLED;
  for (int pixel = blockIdx.x * WARPS + threadIdx.y; pixel < pixels; pixel += gridDim.x * WARPS) {
    long long at = (long long)pixel * FILTERS + filter;
    // ReLU's slope; what is no number is not above 0.
    float loss = used && out[at] > 0 ? upper[at] : 0;
    int place = used ? chosen[at] : 0;
    bool lower = place >= 2;
    bool right = place % 2 == 1;
    Patch patch;
    load(patch, images, pixel);
#pragma unroll
    for (int y = 0; y < SIDE; y++) {
#pragma unroll
      for (int x = 0; x < SIDE; x++) {
#pragma unroll
        for (int c = 0; c < CHANNELS; c++) {
          float above = right ? patch.at[c][y][x + 1] : patch.at[c][y][x];
          float below = right ? patch.at[c][y + 1][x + 1] : patch.at[c][y + 1][x];
          sums[(y * SIDE + x) * CHANNELS + c] += (lower ? below : above) * loss;
        }
      }
    }
    sums[TAPS] += loss;
  }
  __shared__ float shared[WARPS][WARP];
#pragma unroll
  for (int tap = 0; tap <= TAPS; tap++) {
    __syncthreads();
    shared[threadIdx.y][threadIdx.x] = sums[tap];
    __syncthreads();
    if (threadIdx.y == 0 && used) {
      float sum = 0;
      for (int warp = 0; warp < WARPS; warp++) {
        sum += shared[warp][threadIdx.x];
      }
      partial[(blockIdx.x * (TAPS + 1) + tap) * FILTERS + filter] = sum;
    }
  }
}

extern "C" __global__ void __launch_bounds__(WARP* WARPS) first_stage_backward(
    const float* images,
    const float* upper,
    const float* out,
    const unsigned char* chosen,
    int rows,
    float* partial) {
  backward(images, upper, out, chosen, rows, partial);
}

extern "C" __global__ void __launch_bounds__(WARP* WARPS) first_stage_backward_bfloat16(
    const bfloat16* images,
    const float* upper,
    const float* out,
    const unsigned char* chosen,
    int rows,
    float* partial) {
  backward(images, upper, out, chosen, rows, partial);
}
