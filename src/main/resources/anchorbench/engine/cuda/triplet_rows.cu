// The three rows of a triplet in one block: where they lie, and how threads share sums over them.
// Rows 0, 1, 2 are anchor, positive, negative; in shared memory they lie [3, quads_of(width)].

__device__ inline int quads_of(int width) { return (width + 3) / 4 * 4; }

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

// How threads share a layer's sums: 2^bits lanes with four numbers each, and `parts` of each sum's
// terms, counted in quads.
struct Share {
  int bits;
  int lane;
  int part;
  int parts;
  int from;
  int to;
};

__device__ inline Share share_of(int bits, int terms) {
  Share share;
  share.bits = bits;
  share.lane = threadIdx.x & ((1 << bits) - 1);
  share.part = threadIdx.x >> bits;
  share.parts = THREADS >> bits;
  int quads = (terms + 3) / 4;
  int span = (quads + share.parts - 1) / share.parts;
  share.from = min(quads, share.part * span);
  share.to = min(quads, share.from + span);
  return share;
}

// Sums lie [parts, 3, 4 * 2^bits].
__device__ inline float* sums_of(float* sums, Share share) {
  return sums + ((3 * share.part) << (share.bits + 2));
}

// The parts of one number in their order.
__device__ inline float add_parts(const float* sums, Share share, int r, int column) {
  const float* from = sums + (r << (share.bits + 2)) + column;
  float sum = 0;
#pragma unroll 8
  for (int part = 0; part < share.parts; part++) {
    sum += from[(3 * part) << (share.bits + 2)];
  }
  return sum;
}
