// The three rows of a triplet in one block: where they lie, and how threads share sums over them.
// Rows 0, 1, 2 are anchor, positive, negative; in shared memory they lie [3, quads_of(width)].

// Zeros behind the last output of each of three rows.
__device__ inline void clear_ends(float* rows, int width) {
  int ends = quads_of(width) - width;
  if (threadIdx.x < 3 * ends) {
    rows[threadIdx.x / ends * quads_of(width) + width + threadIdx.x % ends] = 0;
  }
}

// Where a triplet's rows lie in values or deltas: the negative behind the positive, the anchor
// nowhere (negative) if it is not wanted.
struct Places {
  int anchor;
  int positive;
};
__device__ inline int place(Places rows, int r) {
  return r == 0 ? rows.anchor : rows.positive + r - 1;
}

// How threads share a layer's sums: 2^lane_bits of them side by side with four numbers each, and the
// others on other parts of the sums. Fewer than 8 side by side would leave too many parts to add.
__device__ constexpr int lane_bits(int width) {
  int bits = 3;
  while (4 << bits < width) {
    bits++;
  }
  return bits;
}

// Terms of a sum come in quads; a part has `span` of them.
__device__ constexpr int span_of(int terms, int parts) {
  return ((terms + 3) / 4 + parts - 1) / parts;
}

// Sums lie [parts, 3, 4 * 2^bits]: the parts of one number in their order.
__device__ __forceinline__ float add_parts(const float* sums, int bits, int r, int column) {
  const int parts = THREADS >> bits;
  float sum = 0;
#pragma unroll
  for (int part = 0; part < parts; part++) {
    sum += sums[((3 * part + r) << (bits + 2)) + column];
  }
  return sum;
}
