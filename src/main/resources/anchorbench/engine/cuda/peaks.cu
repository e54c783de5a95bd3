// What the card can do at best.

// An empty node of a graph.
extern "C" __global__ void nothing() {}

// Numbers from -1 to 1 that no hardware finds easy: a hash of their position.
//
// floats float32 [count], or null; halves bfloat16 [count], or null
extern "C" __global__ void random_numbers(float* floats, long long count, bfloat16* halves) {
  long long i = (long long)blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= count) {
    return;
  }
  unsigned h = (unsigned)i * 0x9e3779b9u + 0x7f4a7c15u;
  h = (h ^ (h >> 16)) * 0x85ebca6bu;
  h = (h ^ (h >> 13)) * 0xc2b2ae35u;
  h ^= h >> 16;
  float value = (float)(h >> 8) / 8388608.0f - 1;
  if (floats) {
    floats[i] = value;
  }
  if (halves) {
    halves[i] = to_bfloat16(value);
  }
}

// Reads vectors of 16 bytes and writes next to nothing.
extern "C" __global__ void read_only(const uint4* from, long long vectors, unsigned* sink) {
  long long stride = (long long)gridDim.x * blockDim.x;
  unsigned sum = 0;
#pragma unroll 4
  for (long long i = (long long)blockIdx.x * blockDim.x + threadIdx.x; i < vectors; i += stride) {
    uint4 v = from[i];
    sum += v.x ^ v.y ^ v.z ^ v.w;
  }
  // A sum that cannot be foreseen keeps the loads alive.
  if (sum == 0x9e3779b9u) {
    *sink = sum;
  }
}
