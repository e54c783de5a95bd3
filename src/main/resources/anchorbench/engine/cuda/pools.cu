// Pools, and ReLUs that stand alone. A thread makes one number of each of its rows; sums have one
// order.

#include "image_window.cu"

// The largest number of each window; padding never is, and a NaN is larger than anything.
//
// in     float32 [rows, image]
// out    float32 [rows, pooled image]; halves a bfloat16 copy, or null
// chosen int32, as out: the pixel that it was; or null
// grid   covers a pooled image
extern "C" __global__ void max_pool(
    const float* in, ImageWindow w, int rows, float* out, bfloat16* halves, int* chosen) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  int pooled = w.channels * w.out_height * w.out_width;
  if (i >= pooled) {
    return;
  }
  Place own = output_place(w, i);
  Span ys = covered(own.y, w.stride, w.padding, w.size_y, w.height);
  Span xs = covered(own.x, w.stride, w.padding, w.size_x, w.width);
  for (int row = blockIdx.y; row < rows; row += gridDim.y) {
    const float* image = in + (long long)row * w.channels * w.height * w.width;
    int best = -1;
    float largest = 0;
    for (int y = ys.from; y < ys.to; y++) {
      for (int x = xs.from; x < xs.to; x++) {
        float value = image[input_at(w, own.channel, y, x)];
        if (best < 0 || value > largest || value != value) {
          best = y * w.width + x;
          largest = value;
        }
      }
    }
    long long at = (long long)row * pooled + i;
    out[at] = largest;
    if (halves) {
      halves[at] = to_bfloat16(largest);
    }
    if (chosen) {
      chosen[at] = best;
    }
  }
}

// upper float32 [rows, pooled image]: loss by out
// out   as max_pool wrote it where a ReLU was before it, which lets nothing through that is not
//       above 0; else null
// delta float32 [rows, image], written
// grid  covers an image
extern "C" __global__ void max_pool_backward(
    const float* upper, ImageWindow w, int rows, const int* chosen, const float* out, float* delta) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  int size = w.channels * w.height * w.width;
  if (i >= size) {
    return;
  }
  Place own = input_place(w, i);
  int pixel = own.y * w.width + own.x;
  Span ys = covering(own.y, w.stride, w.padding, w.size_y, w.out_height);
  Span xs = covering(own.x, w.stride, w.padding, w.size_x, w.out_width);
  for (int row = blockIdx.y; row < rows; row += gridDim.y) {
    long long pooled = (long long)row * w.channels * w.out_height * w.out_width;
    float sum = 0;
    for (int y = ys.from; y < ys.to; y++) {
      for (int x = xs.from; x < xs.to; x++) {
        long long at = pooled + output_at(w, own.channel, y, x);
        if (chosen[at] == pixel && !(out && !(out[at] > 0))) {
          sum += upper[at];
        }
      }
    }
    delta[(long long)row * size + i] = sum;
  }
}

__device__ inline int pixels_inside(const ImageWindow& w, int y, int x) {
  Span ys = covered(y, w.stride, w.padding, w.size_y, w.height);
  Span xs = covered(x, w.stride, w.padding, w.size_x, w.width);
  return (ys.to - ys.from) * (xs.to - xs.from);
}

// The mean of what of each window lies in the image; arguments as max_pool's.
extern "C" __global__ void average_pool(
    const float* in, ImageWindow w, int rows, float* out, bfloat16* halves) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  int pooled = w.channels * w.out_height * w.out_width;
  if (i >= pooled) {
    return;
  }
  Place own = output_place(w, i);
  Span ys = covered(own.y, w.stride, w.padding, w.size_y, w.height);
  Span xs = covered(own.x, w.stride, w.padding, w.size_x, w.width);
  int pixels = pixels_inside(w, own.y, own.x);
  for (int row = blockIdx.y; row < rows; row += gridDim.y) {
    const float* image = in + (long long)row * w.channels * w.height * w.width;
    float sum = 0;
    for (int y = ys.from; y < ys.to; y++) {
      for (int x = xs.from; x < xs.to; x++) {
        sum += image[input_at(w, own.channel, y, x)];
      }
    }
    long long at = (long long)row * pooled + i;
    out[at] = sum / pixels;
    if (halves) {
      halves[at] = to_bfloat16(sum / pixels);
    }
  }
}

// upper float32 [rows, pooled image]: loss by out
// activation float32 [rows, image]: where it is not above 0 a ReLU lets nothing through; or null
// delta float32 [rows, image], written
// grid  covers an image
extern "C" __global__ void average_pool_backward(
    const float* upper, ImageWindow w, int rows, const float* activation, float* delta) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  int size = w.channels * w.height * w.width;
  if (i >= size) {
    return;
  }
  Place own = input_place(w, i);
  Span ys = covering(own.y, w.stride, w.padding, w.size_y, w.out_height);
  Span xs = covering(own.x, w.stride, w.padding, w.size_x, w.out_width);
  for (int row = blockIdx.y; row < rows; row += gridDim.y) {
    long long pooled = (long long)row * w.channels * w.out_height * w.out_width;
    float sum = 0;
    for (int y = ys.from; y < ys.to; y++) {
      for (int x = xs.from; x < xs.to; x++) {
        sum += upper[pooled + output_at(w, own.channel, y, x)] / pixels_inside(w, y, x);
      }
    }
    long long at = (long long)row * size + i;
    delta[at] = activation && !(activation[at] > 0) ? 0 : sum;
  }
}

// values float32 [count], changed in place; halves a bfloat16 copy, or null.
extern "C" __global__ void relu(float* values, long long count, bfloat16* halves) {
  long long i = (long long)blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= count) {
    return;
  }
  float value = rectified(values[i]);
  values[i] = value;
  if (halves) {
    halves[i] = to_bfloat16(value);
  }
}

// Multiplies by the slope of the ReLU that made `activation`; delta float32 [count], in place.
extern "C" __global__ void relu_backward(float* delta, const float* activation, long long count) {
  long long i = (long long)blockIdx.x * blockDim.x + threadIdx.x;
  if (i < count && !(activation[i] > 0)) {
    delta[i] = 0;
  }
}
