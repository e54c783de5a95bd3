// Triplet loss and its gradient by embedding.
//
// Rows of a batch: `slots` table anchors, then for each triplet `stride` rows: its anchor, if
// stride is 3, its positive, its negative.

#include "loss_arithmetic.cu"

// Triplets whose anchor is an image: a warp each.
//
// embeddings float32 [slots + stride * count, width]; gradient likewise, written
// anchor_row int32 [count]
// violation  float32 [count], written
extern "C" __global__ void triplet_loss(
    const float* embeddings,
    int width,
    int slots,
    int stride,
    const int* anchor_row,
    int count,
    float margin,
    int squared,
    float* gradient,
    float* violation) {
  int triplet = (blockIdx.x * blockDim.x + threadIdx.x) / WARP;
  int lane = threadIdx.x % WARP;
  if (triplet >= count) {
    return;
  }
  int anchor = anchor_row[triplet];
  int own = slots + stride * triplet;
  if (anchor < slots) {
    // A table anchor's triplet, done elsewhere; the row for an image of its own is not in use.
    for (int j = lane; j < width; j += WARP) {
      gradient[(long long)own * width + j] = 0;
    }
    return;
  }
  int positive = own + stride - 2;
  const float* a = embeddings + (long long)anchor * width;
  const float* p = embeddings + (long long)positive * width;
  const float* n = p + width;
  Pair factors;
  Pair squares = squared_distances(a, p, n, width, lane);
  float found = violation_of(squares, margin, squared, 1.0f / count, &factors);
  if (lane == 0) {
    violation[triplet] = found;
  }
  float* by_anchor = gradient + (long long)anchor * width;
  float* by_positive = gradient + (long long)positive * width;
  float* by_negative = by_positive + width;
  for (int j = lane; j < width; j += WARP) {
    float pulled = factors.positive == 0 ? 0 : -factors.positive * (a[j] - p[j]);
    float pushed = factors.negative == 0 ? 0 : factors.negative * (a[j] - n[j]);
    by_positive[j] = pulled;
    by_negative[j] = pushed;
    by_anchor[j] = -pulled - pushed;
  }
}

// Triplets that share a table anchor: a block each anchor, so that its gradient is summed in one
// order.
//
// members      int32 [count], triplets anchor by anchor
// member_start int32 [slots + 1], into members
// factors      float32 [count, 2], scratch
extern "C" __global__ void triplet_loss_shared(
    const float* embeddings,
    int width,
    int slots,
    int stride,
    const int* members,
    const int* member_start,
    int count,
    float margin,
    int squared,
    float* gradient,
    float* violation,
    Pair* factors) {
  int slot = blockIdx.x;
  int from = member_start[slot];
  int to = member_start[slot + 1];
  const float* a = embeddings + (long long)slot * width;
  int lane = threadIdx.x % WARP;
  for (int m = from + threadIdx.x / WARP; m < to; m += blockDim.x / WARP) {
    int triplet = members[m];
    const float* p = embeddings + (long long)(slots + stride * triplet + stride - 2) * width;
    Pair own;
    Pair squares = squared_distances(a, p, p + width, width, lane);
    float found = violation_of(squares, margin, squared, 1.0f / count, &own);
    if (lane == 0) {
      violation[triplet] = found;
      factors[m] = own;
    }
  }
  __syncthreads();
  for (int j = threadIdx.x; j < width; j += blockDim.x) {
    float by_anchor = 0;
#pragma unroll 4
    for (int m = from; m < to; m++) {
      long long at = (long long)(slots + stride * members[m] + stride - 2) * width + j;
      Pair own = factors[m];
      float pulled = own.positive == 0 ? 0 : -own.positive * (a[j] - embeddings[at]);
      float pushed = own.negative == 0 ? 0 : own.negative * (a[j] - embeddings[at + width]);
      gradient[at] = pulled;
      gradient[at + width] = pushed;
      by_anchor += -pulled - pushed;
    }
    gradient[(long long)slot * width + j] = by_anchor;
  }
}
