// Stands before every kernel family. No headers: NVRTC needs none, and the same text is compiled by
// a host compiler for the tests.

typedef unsigned short bfloat16;  // the upper half of a float32

#define WARP 32
#define ALL_LANES 0xffffffffu

// Nearest even; a NaN stays one.
__device__ inline bfloat16 to_bfloat16(float value) {
  unsigned bits = __float_as_uint(value);
  if ((bits & 0x7fffffffu) > 0x7f800000u) {
    return (bfloat16)((bits >> 16) | 0x40u);
  }
  return (bfloat16)((bits + 0x7fffu + ((bits >> 16) & 1u)) >> 16);
}

// The sum over a warp, the same in every lane and in every run: the order is fixed.
__device__ inline float warp_sum(float value) {
  for (int distance = WARP / 2; distance > 0; distance /= 2) {
    value += __shfl_xor_sync(ALL_LANES, value, distance);
  }
  return value;
}

// Shared memory whose size the launch says. The tests' stand-in defines this before.
#ifndef DYNAMIC_SHARED
#define DYNAMIC_SHARED(type, name) extern __shared__ type name[]
#endif
