// A layer for the three rows of a triplet, forward and back, by one block.

#include "triplet_rows.cu"

// From one row of a weight in shared memory to the next: an odd number of quads, so that eight
// lanes on eight rows read quads from all 32 banks.
__device__ inline int kept_pitch(int width) {
  return quads_of(width) / 4 % 2 == 1 ? quads_of(width) : quads_of(width) + 4;
}

// A weight float32 [in, out] into shared memory, in the background if its rows are whole quads.
__device__ inline void keep_weight(const float* weight, int in, int out, float* to) {
  int pitch = kept_pitch(out);
  int lane = threadIdx.x % WARP;
  if (out % 4 == 0) {
    for (int row = threadIdx.x / WARP; row < in; row += WARPS) {
      for (int column = 4 * lane; column < out; column += 4 * WARP) {
        copy_in_background(
            (float4*)(to + row * pitch + column), (const float4*)(weight + row * out + column));
      }
    }
    return;
  }
  // Quads are read behind the last column too: zeros there.
  int padded = quads_of(out);
  for (int row = threadIdx.x / WARP; row < in; row += WARPS) {
#pragma unroll 4
    for (int column = lane; column < padded; column += WARP) {
      to[row * pitch + column] = column < out ? __ldcg(weight + row * out + column) : 0;
    }
  }
}

__device__ inline void add_scaled(float (&sum)[4], float x, float4 w) {
  sum[0] += x * w.x;
  sum[1] += x * w.y;
  sum[2] += x * w.z;
  sum[3] += x * w.w;
}

// Sums of four columns: x [3, quads_of(in)] times the weight's [in, .]. Four inputs cost 3 loads of
// x, 4 of weights, all of 16 bytes, and 48 multiply-adds.
//
// end    of the weight's columns; its rows have `pitch`, a multiple of 4 unless pitch is end
__device__ inline void multiply_columns(
    const float* weight, int pitch, int end, const float* x, int in, Share share, float* sums) {
  const float4* rows = (const float4*)x;
  int quads = quads_of(in) / 4;
  int column = 4 * share.lane;
  float sum[3][4] = {};
#pragma unroll 2
  for (int t = share.from; t < share.to; t++) {
    float4 a = rows[t];
    float4 p = rows[quads + t];
    float4 n = rows[2 * quads + t];
    float4 w[4];
#pragma unroll
    for (int i = 0; i < 4; i++) {
      int row = 4 * t + i;
      w[i] = quad(weight + (long long)row * pitch, column, row < in ? end : 0);
    }
    add_scaled(sum[0], a.x, w[0]);
    add_scaled(sum[1], p.x, w[0]);
    add_scaled(sum[2], n.x, w[0]);
    add_scaled(sum[0], a.y, w[1]);
    add_scaled(sum[1], p.y, w[1]);
    add_scaled(sum[2], n.y, w[1]);
    add_scaled(sum[0], a.z, w[2]);
    add_scaled(sum[1], p.z, w[2]);
    add_scaled(sum[2], n.z, w[2]);
    add_scaled(sum[0], a.w, w[3]);
    add_scaled(sum[1], p.w, w[3]);
    add_scaled(sum[2], n.w, w[3]);
  }
  float* to = sums_of(sums, share) + column;
#pragma unroll
  for (int r = 0; r < 3; r++) {
    float4 v;
    v.x = sum[r][0];
    v.y = sum[r][1];
    v.z = sum[r][2];
    v.w = sum[r][3];
    *(float4*)(to + (r << (share.bits + 2))) = v;
  }
}

// y [3, quads_of(out)] = x times weight, plus bias; ReLU unless it is the top. Also to `global`.
__device__ inline void forward_layer(
    const float* weight,
    int pitch,
    int end,
    const float* bias,
    int in,
    int out,
    int bits,
    bool top,
    const float* x,
    float* y,
    float* sums,
    float* global,
    Places rows) {
  Share share = share_of(bits, in);
  multiply_columns(weight, pitch, end, x, in, share, sums);
  clear_ends(y, out);
  __syncthreads();
  for (int e = threadIdx.x; e < 12 << bits; e += THREADS) {
    int r = e >> (bits + 2);
    int c = e & ((4 << bits) - 1);
    if (c < out) {
      float value = add_parts(sums, share, r, c) + bias[c];
      // Not fmaxf, which would turn a NaN into 0.
      value = !top && value < 0 ? 0 : value;
      y[r * quads_of(out) + c] = value;
      if (!top && place(rows, r) >= 0) {
        global[(long long)place(rows, r) * out + c] = value;
      }
    }
  }
  __syncthreads();
}

// Takes a delta through ReLU and puts it where the layer below and the last kernel read it.
__device__ inline void put_delta(
    float sum, float activation, int r, int i, int in, float* below, float* global, Places rows) {
  float value = !(activation > 0) ? 0 : sum;
  below[r * quads_of(in) + i] = value;
  if (place(rows, r) >= 0) {
    global[(long long)place(rows, r) * in + i] = value;
  }
}

__device__ inline float dot(float4 x, float4 w) {
  return x.x * w.x + x.y * w.y + x.z * w.z + x.w * w.w;
}

// Sums of four of the weight's rows in shared memory, 2^bits apart, times delta
// [3, quads_of(out)]. Lanes on rows side by side, an odd number of quads apart, read from all banks.
__device__ inline void multiply_rows(
    const float* weight, const float* delta, int in, int out, Share share, float* sums) {
  const float4* rows = (const float4*)delta;
  int quads = quads_of(out) / 4;
  const float4* w[4];
#pragma unroll
  for (int i = 0; i < 4; i++) {
    int row = min(in - 1, share.lane + (i << share.bits));
    w[i] = (const float4*)(weight + row * kept_pitch(out));
  }
  float sum[3][4] = {};
#pragma unroll 2
  for (int t = share.from; t < share.to; t++) {
    float4 a = rows[t];
    float4 p = rows[quads + t];
    float4 n = rows[2 * quads + t];
#pragma unroll
    for (int i = 0; i < 4; i++) {
      float4 v = w[i][t];
      sum[0][i] += dot(a, v);
      sum[1][i] += dot(p, v);
      sum[2][i] += dot(n, v);
    }
  }
  float* to = sums_of(sums, share) + share.lane;
#pragma unroll
  for (int r = 0; r < 3; r++) {
#pragma unroll
    for (int i = 0; i < 4; i++) {
      to[(4 * r + i) << share.bits] = sum[r][i];
    }
  }
}

// below [3, quads_of(in)] = delta [3, quads_of(out)] times the weight's transpose, behind ReLU's
// slope at `values`. The weight lies in shared memory.
__device__ inline void backward_kept(
    const float* weight,
    int in,
    int out,
    int bits,
    const float* delta,
    const float* values,
    float* below,
    float* sums,
    float* global,
    Places rows) {
  Share share = share_of(bits, out);
  multiply_rows(weight, delta, in, out, share, sums);
  __syncthreads();
  for (int e = threadIdx.x; e < 12 << bits; e += THREADS) {
    int r = e >> (bits + 2);
    int i = e & ((4 << bits) - 1);
    if (i < in) {
      float activation = values[r * quads_of(in) + i];
      put_delta(add_parts(sums, share, r, i), activation, r, i, in, below, global, rows);
    }
  }
  __syncthreads();
}

// Likewise; the weight lies in global memory, where a warp reads a row of it in one piece.
__device__ inline void backward_read(
    const float* weight,
    int in,
    int out,
    const float* delta,
    const float* values,
    float* below,
    float* global,
    Places rows) {
  int lane = threadIdx.x % WARP;
  for (int i = threadIdx.x / WARP; i < in; i += WARPS) {
    float anchor = 0;
    float positive = 0;
    float negative = 0;
    for (int j = lane; j < out; j += WARP) {
      float w = weight[(long long)i * out + j];
      anchor += delta[j] * w;
      positive += delta[quads_of(out) + j] * w;
      negative += delta[2 * quads_of(out) + j] * w;
    }
    anchor = warp_sum(anchor);
    positive = warp_sum(positive);
    negative = warp_sum(negative);
    if (lane < 3) {
      float own = lane == 0 ? anchor : lane == 1 ? positive : negative;
      put_delta(own, values[lane * quads_of(in) + i], lane, i, in, below, global, rows);
    }
  }
  __syncthreads();
}
