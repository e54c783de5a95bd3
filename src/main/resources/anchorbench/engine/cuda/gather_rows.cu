// Gather and scale: float32(pixel) * scale, one rounding.

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

template <typename T>
__device__ inline void gather(
    const unsigned char* images,
    int pitch,
    const float* table,
    const int* source,
    int rows,
    int pixels,
    float scale,
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
      put(to + p, values[p] * scale);
    }
    return;
  }
  const unsigned char* image = images + (long long)from * pitch;
  if (pixels % 4 != 0) {
    for (int p = threadIdx.x; p < pixels; p += blockDim.x) {
      put(to + p, (float)image[p] * scale);
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
        put4(
            to + p,
            (float)(v[i] & 255u) * scale,
            (float)((v[i] >> 8) & 255u) * scale,
            (float)((v[i] >> 16) & 255u) * scale,
            (float)(v[i] >> 24) * scale);
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
  gather(images, pitch, table, source, rows, pixels, scale, out);
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
  gather(images, pitch, table, source, rows, pixels, scale, out);
}
