// A layer for the three rows of a triplet, forward and back, by one block.

#include "triplet_rows.cu"

// From one row of a weight in shared memory to the next: an odd number of quads, so that eight
// lanes on eight rows read quads from all 32 banks.
__device__ constexpr int kept_pitch(int width) {
  return quads_of(width) / 4 % 2 == 1 ? quads_of(width) : quads_of(width) + 4;
}

// A weight float32 [in, out] into shared memory, in the background if its rows are whole quads.
__device__ __forceinline__ void keep_weight(const float* weight, int in, int out, float* to) {
  const int pitch = kept_pitch(out);
  int warp = threadIdx.x / WARP;
  int lane = threadIdx.x % WARP;
  if (out % 4 == 0) {
    for (int column = 4 * lane; column < out; column += 4 * WARP) {
      const float* source = weight + warp * out + column;
      float* kept = to + warp * pitch + column;
#pragma unroll 4
      for (int row = warp; row < in; row += WARPS) {
        copy_in_background((float4*)kept, (const float4*)source);
        source += WARPS * out;
        kept += WARPS * pitch;
      }
    }
    return;
  }
  // Quads are read behind the last column too: zeros there.
  for (int row = warp; row < in; row += WARPS) {
#pragma unroll 4
    for (int column = lane; column < quads_of(out); column += WARP) {
      to[row * pitch + column] = column < out ? __ldcg(weight + row * out + column) : 0;
    }
  }
}

// Sums of four columns: x [3, quads_of(in)] times the weight's [in, .]. Four inputs cost 3 loads of
// x, 4 of weights, all of 16 bytes, and 48 multiply-adds.
//
// end    of the weight's columns; its rows have `pitch`, a multiple of 4 unless pitch is end
__device__ __forceinline__ void multiply_columns(
    const float* weight, int pitch, int end, const float* x, int in, int bits, float* sums) {
  const float4* rows = (const float4*)x;
  const int quads = quads_of(in) / 4;
  const int parts = THREADS >> bits;
  const int span = span_of(in, parts);
  int column = 4 * (threadIdx.x & ((1 << bits) - 1));
  int part = threadIdx.x >> bits;
  float sum[3][4] = {};
#pragma unroll 4
  for (int i = 0; i < span; i++) {
    int t = part * span + i;
    if (parts * span > quads && t >= quads) {
      break;
    }
    float4 a = rows[t];
    float4 p = rows[quads + t];
    float4 n = rows[2 * quads + t];
    float4 w[4];
#pragma unroll
    for (int j = 0; j < 4; j++) {
      int row = 4 * t + j;
      w[j] = quad(weight + row * pitch, column, in % 4 == 0 || row < in ? end : 0);
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
  float* to = sums + ((3 * part) << (bits + 2)) + column;
#pragma unroll
  for (int r = 0; r < 3; r++) {
    *(float4*)(to + (r << (bits + 2))) = as_quad(sum[r]);
  }
}

// y [3, quads_of(out)] = x times weight, plus bias; ReLU unless it is the top. Also to `global`. A
// barrier must follow.
__device__ __forceinline__ void forward_layer(
    const float* weight,
    int pitch,
    int end,
    const float* bias,
    int in,
    int out,
    bool top,
    const float* x,
    float* y,
    float* sums,
    float* global,
    Places rows) {
  const int bits = lane_bits(out);
  multiply_columns(weight, pitch, end, x, in, bits, sums);
  clear_ends(y, out);
  __syncthreads();
#pragma unroll
  for (int e = threadIdx.x; e < 12 << bits; e += THREADS) {
    int r = e >> (bits + 2);
    int c = e & ((4 << bits) - 1);
    if (c < out) {
      float value = add_parts(sums, bits, r, c) + bias[c];
      // Not fmaxf, which would turn a NaN into 0.
      value = !top && value < 0 ? 0 : value;
      y[r * quads_of(out) + c] = value;
      if (!top && place(rows, r) >= 0) {
        global[(long long)place(rows, r) * out + c] = value;
      }
    }
  }
}

// Takes a delta through ReLU and puts it where the layer below and the last kernel read it.
__device__ __forceinline__ void put_delta(
    float sum, float activation, int r, int i, int in, float* below, float* global, Places rows) {
  float value = !(activation > 0) ? 0 : sum;
  below[r * quads_of(in) + i] = value;
  if (place(rows, r) >= 0) {
    global[(long long)place(rows, r) * in + i] = value;
  }
}

__device__ inline void add_dot(float& sum, float4 x, float4 w) {
  sum += x.x * w.x;
  sum += x.y * w.y;
  sum += x.z * w.z;
  sum += x.w * w.w;
}

// Sums of four of the weight's rows in shared memory, 2^bits apart, times delta
// [3, quads_of(out)]. Lanes on rows side by side, an odd number of quads apart, read from all banks.
__device__ __forceinline__ void multiply_rows(
    const float* weight, const float* delta, int in, int out, int bits, float* sums) {
  const float4* rows = (const float4*)delta;
  const int quads = quads_of(out) / 4;
  const int parts = THREADS >> bits;
  const int span = span_of(out, parts);
  int lane = threadIdx.x & ((1 << bits) - 1);
  int part = threadIdx.x >> bits;
  const float4* w[4];
#pragma unroll
  for (int i = 0; i < 4; i++) {
    int row = lane + (i << bits);
    row = 4 << bits == in ? row : min(in - 1, row);
    w[i] = (const float4*)(weight + row * kept_pitch(out));
  }
  float sum[3][4] = {};
#pragma unroll 4
  for (int j = 0; j < span; j++) {
    int t = part * span + j;
    if (parts * span > quads && t >= quads) {
      break;
    }
    float4 a = rows[t];
    float4 p = rows[quads + t];
    float4 n = rows[2 * quads + t];
#pragma unroll
    for (int i = 0; i < 4; i++) {
      float4 v = w[i][t];
      add_dot(sum[0][i], a, v);
      add_dot(sum[1][i], p, v);
      add_dot(sum[2][i], n, v);
    }
  }
  float* to = sums + ((3 * part) << (bits + 2)) + lane;
#pragma unroll
  for (int r = 0; r < 3; r++) {
#pragma unroll
    for (int i = 0; i < 4; i++) {
      to[(4 * r + i) << bits] = sum[r][i];
    }
  }
}

// below [3, quads_of(in)] = delta [3, quads_of(out)] times the weight's transpose, behind ReLU's
// slope at `values`. The weight lies in shared memory.
__device__ __forceinline__ void backward_kept(
    const float* weight,
    int in,
    int out,
    const float* delta,
    const float* values,
    float* below,
    float* sums,
    float* global,
    Places rows) {
  const int bits = lane_bits(in);
  multiply_rows(weight, delta, in, out, bits, sums);
  __syncthreads();
#pragma unroll
  for (int e = threadIdx.x; e < 12 << bits; e += THREADS) {
    int r = e >> (bits + 2);
    int i = e & ((4 << bits) - 1);
    if (i < in) {
      float activation = values[r * quads_of(in) + i];
      put_delta(add_parts(sums, bits, r, i), activation, r, i, in, below, global, rows);
    }
  }
  __syncthreads();
}

// Likewise; the weight lies in global memory, where a warp reads a row of it in one piece.
__device__ __forceinline__ void backward_read(
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
