// Convolutions as products of matrices (Chellapilla et al. 2006): what a place of the window sees
// becomes a row, a patch.
//
// A patch lies [y, x, channel] of the window, then zeros up to `pitch`, a multiple of 8: so each
// row begins where products want their matrices' rows.

#include "image_window.cu"

__device__ inline void store4(float* to, float a, float b, float c, float d) {
  float4 v;
  v.x = a;
  v.y = b;
  v.z = c;
  v.w = d;
  *(float4*)to = v;
}
__device__ inline void store4(bfloat16* to, bfloat16 a, bfloat16 b, bfloat16 c, bfloat16 d) {
  uint2 v;
  v.x = a | ((unsigned)b << 16);
  v.y = c | ((unsigned)d << 16);
  *(uint2*)to = v;
}

__device__ inline void copy4(float* to, const float* from) { *(float4*)to = *(const float4*)from; }
__device__ inline void copy4(bfloat16* to, const bfloat16* from) {
  *(uint2*)to = *(const uint2*)from;
}

// Where number `tap` of the patch at (top, left) lies in its image; negative in the padding and
// behind the last one.
__device__ inline int tap_at(const ImageWindow& w, int top, int left, int tap) {
  int pixel = tap / w.channels;
  int y = top + pixel / w.size_x;
  int x = left + pixel % w.size_x;
  bool inside = pixel < w.size_y * w.size_x && y >= 0 && y < w.height && x >= 0 && x < w.width;
  return inside ? input_at(w, tap % w.channels, y, x) : -1;
}

template <typename T>
__device__ inline T number_at(const T* image, int at) {
  return at < 0 ? (T)0 : image[at];
}

// A thread writes four numbers of a patch in each of its rows.
template <typename T>
__device__ inline void write_patches(
    const T* __restrict__ images,
    const ImageWindow& w,
    int rows,
    int pitch,
    T* __restrict__ patches) {
  int quads = pitch / 4;
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  int place = i / quads;
  int tap = i % quads * 4;
  int places = w.out_height * w.out_width;
  if (place >= places) {
    return;
  }
  int top = place / w.out_width * w.stride - w.padding;
  int left = place % w.out_width * w.stride - w.padding;
  // Four channels of one pixel may lie together.
  bool together = w.channels % 4 == 0 && w.in_channel == 1;
  int at[4];
#pragma unroll
  for (int n = 0; n < 4; n++) {
    at[n] = n == 0 || !together ? tap_at(w, top, left, tap + n) : 0;
  }
  int size = w.channels * w.height * w.width;
#pragma unroll 4
  for (int row = blockIdx.y; row < rows; row += gridDim.y) {
    const T* image = images + (long long)row * size;
    T* to = patches + ((long long)row * places + place) * pitch + tap;
    if (!together) {
      store4(
          to,
          number_at(image, at[0]),
          number_at(image, at[1]),
          number_at(image, at[2]),
          number_at(image, at[3]));
    } else if (at[0] < 0) {
      store4(to, 0, 0, 0, 0);
    } else {
      copy4(to, image + at[0]);
    }
  }
}

// images  [rows, image], as the window's strides have them
// to      [rows * out_height * out_width, pitch]
// grid    covers an image's patches, four numbers a thread
extern "C" __global__ void patches(
    const float* images, ImageWindow window, int rows, int pitch, float* to) {
  write_patches(images, window, rows, pitch, to);
}

extern "C" __global__ void patches_bfloat16(
    const bfloat16* images, ImageWindow window, int rows, int pitch, bfloat16* to) {
  write_patches(images, window, rows, pitch, to);
}

// The way back: each number of an image adds up what its patches say, in one order.
//
// A thread does `channels` that lie side by side: four, so that a load is 16 bytes, or one.
template <int channels>
__device__ inline void add_patches(
    const float* __restrict__ from,
    const ImageWindow& w,
    int rows,
    int pitch,
    const float* __restrict__ activation,
    float* __restrict__ delta) {
  int i = (blockIdx.x * blockDim.x + threadIdx.x) * channels;
  int size = w.channels * w.height * w.width;
  if (i >= size) {
    return;
  }
  Place own = input_place(w, i);
  Span ys = covering(own.y, w.stride, w.padding, w.size_y, w.out_height);
  Span xs = covering(own.x, w.stride, w.padding, w.size_x, w.out_width);
  for (int row = blockIdx.y; row < rows; row += gridDim.y) {
    const float* image = from + (long long)row * w.out_height * w.out_width * pitch;
    float sums[channels] = {};
    for (int y = ys.from; y < ys.to; y++) {
      int ky = own.y + w.padding - y * w.stride;
      for (int x = xs.from; x < xs.to; x++) {
        int kx = own.x + w.padding - x * w.stride;
        const float* at =
            image + (y * w.out_width + x) * pitch + (ky * w.size_x + kx) * w.channels + own.channel;
        if (channels == 4) {
          float4 four = *(const float4*)at;
          sums[0] += four.x;
          sums[1 % channels] += four.y;
          sums[2 % channels] += four.z;
          sums[3 % channels] += four.w;
        } else {
          sums[0] += *at;
        }
      }
    }
#pragma unroll
    for (int c = 0; c < channels; c++) {
      long long at = (long long)row * size + i + c;
      delta[at] = activation && !(activation[at] > 0) ? 0 : sums[c];
    }
  }
}

// from       float32, as the patches lie: loss by patches
// activation float32 [rows, image]: where it is not above 0 a ReLU lets nothing through; or null
// delta      float32 [rows, image], written
// grid       covers an image
extern "C" __global__ void images_from_patches(
    const float* from,
    ImageWindow window,
    int rows,
    int pitch,
    const float* activation,
    float* delta) {
  add_patches<1>(from, window, rows, pitch, activation, delta);
}

// The same where channels come last and are a multiple of four; the grid covers a quarter.
extern "C" __global__ void images_from_patches4(
    const float* from,
    ImageWindow window,
    int rows,
    int pitch,
    const float* activation,
    float* delta) {
  add_patches<4>(from, window, rows, pitch, activation, delta);
}
