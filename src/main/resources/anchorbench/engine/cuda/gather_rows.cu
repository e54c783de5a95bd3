// Gather and scale: fma(float32(pixel), factor, offset), one rounding.

// One factor for every pixel, and no offset.
struct Factor {
  float factor;
};
__device__ inline bool whole_quads(Factor scaling, int pixels) { return pixels % 4 == 0; }
__device__ inline float scaling_of(Factor scaling, int p) { return scaling.factor; }
__device__ inline float scaled(float value, float by) { return value * by; }

// A pair of factor and offset for each plane of an image.
struct Planes {
  const float2* pairs;
  int plane;
};
// Four pixels have one pair.
__device__ inline bool whole_quads(Planes scaling, int pixels) { return scaling.plane % 4 == 0; }
__device__ inline float2 scaling_of(Planes scaling, int p) {
  return scaling.pairs[p / scaling.plane];
}
__device__ inline float scaled(float value, float2 by) { return fmaf(value, by.x, by.y); }

#define LOADS 4  // of four pixels, under way at once

__device__ inline void put(float* to, float value) { *to = value; }
__device__ inline void put(bfloat16* to, float value) { *to = to_bfloat16(value); }

__device__ inline void put4(float* to, float a, float b, float c, float d) {
  float4 v;
  v.x = a;
  v.y = b;
  v.z = c;
  v.w = d;
  *(float4*)to = v;
}
__device__ inline void put4(bfloat16* to, float a, float b, float c, float d) {
  uint2 v;
  v.x = to_bfloat16(a) | ((unsigned)to_bfloat16(b) << 16);
  v.y = to_bfloat16(c) | ((unsigned)to_bfloat16(d) << 16);
  *(uint2*)to = v;
}

template <typename S, typename T>
__device__ inline void gather(
    const unsigned char* images,
    int pitch,
    const float* table,
    const int* source,
    int rows,
    int pixels,
    S scaling,
    T* out) {
  int row = blockIdx.x * blockDim.y + threadIdx.y;
  if (row >= rows) {
    return;
  }
  int from = source[row];
  T* to = out + (long long)row * pixels;
  if (from < 0) {
    const float* values = table + (long long)(-1 - from) * pixels;
    for (int p = threadIdx.x; p < pixels; p += blockDim.x) {
      put(to + p, scaled(values[p], scaling_of(scaling, p)));
    }
    return;
  }
  const unsigned char* image = images + (long long)from * pitch;
  if (!whole_quads(scaling, pixels)) {
    for (int p = threadIdx.x; p < pixels; p += blockDim.x) {
      put(to + p, scaled((float)image[p], scaling_of(scaling, p)));
    }
    return;
  }
  // Four pixels a load: a warp reads 128 bytes and writes 512, both in one piece. All loads of a
  // turn come before its first store: the compiler may not move a load past a store that could
  // have changed what it reads, and one load at a time leaves the memory idle.
  int stride = 4 * blockDim.x;
  for (int base = 4 * threadIdx.x; base < pixels; base += LOADS * stride) {
    unsigned v[LOADS];
#pragma unroll
    for (int i = 0; i < LOADS; i++) {
      int p = base + i * stride;
      v[i] = p < pixels ? *(const unsigned*)(image + p) : 0;
    }
#pragma unroll
    for (int i = 0; i < LOADS; i++) {
      int p = base + i * stride;
      if (p < pixels) {
        auto by = scaling_of(scaling, p);
        put4(
            to + p,
            scaled((float)(v[i] & 255u), by),
            scaled((float)((v[i] >> 8) & 255u), by),
            scaled((float)((v[i] >> 16) & 255u), by),
            scaled((float)(v[i] >> 24), by));
      }
    }
  }
}

// images uint8 [n, pitch], pitch a multiple of 16
// table  float32 [table rows, pixels]
// source int32 [rows], an image, or -1 - row of the table
// out    [rows, pixels]
// grid   rows / block.y; a block is (threads of a row, rows)
extern "C" __global__ void gather_rows(
    const unsigned char* images,
    int pitch,
    const float* table,
    const int* source,
    int rows,
    int pixels,
    float scale,
    float* out) {
  gather(images, pitch, table, source, rows, pixels, Factor{scale}, out);
}

extern "C" __global__ void gather_rows_bfloat16(
    const unsigned char* images,
    int pitch,
    const float* table,
    const int* source,
    int rows,
    int pixels,
    float scale,
    bfloat16* out) {
  gather(images, pitch, table, source, rows, pixels, Factor{scale}, out);
}

// The same with a factor and an offset for each plane.
//
// pairs  float32 [pixels / plane, 2]
extern "C" __global__ void gather_planes(
    const unsigned char* images,
    int pitch,
    const float* table,
    const int* source,
    int rows,
    int pixels,
    const float2* pairs,
    int plane,
    float* out) {
  gather(images, pitch, table, source, rows, pixels, Planes{pairs, plane}, out);
}

extern "C" __global__ void gather_planes_bfloat16(
    const unsigned char* images,
    int pitch,
    const float* table,
    const int* source,
    int rows,
    int pixels,
    const float2* pairs,
    int plane,
    bfloat16* out) {
  gather(images, pitch, table, source, rows, pixels, Planes{pairs, plane}, out);
}
