// A layer for the three rows of a triplet, forward and back, by one block. Rows 0, 1, 2 are anchor,
// positive, negative; in shared memory they lie [3, quads_of(width)].

__device__ inline int quads_of(int width) { return (width + 3) / 4 * 4; }

// From one row of a weight in shared memory to the next: an odd number of quads, so that eight
// lanes on eight rows read quads from all 32 banks.
__device__ inline int kept_pitch(int width) {
  return quads_of(width) / 4 % 2 == 1 ? quads_of(width) : quads_of(width) + 4;
}

// Zeros behind the last output of each of three rows.
__device__ inline void clear_ends(float* rows, int width) {
  int ends = quads_of(width) - width;
  if (threadIdx.x < 3 * ends) {
    rows[threadIdx.x / ends * quads_of(width) + width + threadIdx.x % ends] = 0;
  }
}

// Three numbers, one for each row of the triplet.
struct Rows {
  float anchor;
  float positive;
  float negative;
};

// Where a triplet's rows lie in values or deltas: the negative behind the positive, the anchor
// nowhere (negative) if it is not wanted.
struct Places {
  int anchor;
  int positive;
};
__device__ inline int place(Places rows, int r) {
  return r == 0 ? rows.anchor : rows.positive + r - 1;
}

// How threads share outputs: `columns` side by side, `parts` of each sum, [from, to) of its terms.
struct Share {
  int columns;
  int parts;
  int column;
  int part;
  int from;
  int to;
};

__device__ inline Share share_of(int outputs, int terms) {
  Share share;
  share.columns = min(THREADS, (outputs + WARP - 1) / WARP * WARP);
  share.parts = THREADS / share.columns;
  share.column = threadIdx.x % share.columns;
  share.part = threadIdx.x / share.columns;
  int span = quads_of((terms + share.parts - 1) / share.parts);
  share.from = min(terms, share.part * span);
  share.to = share.part < share.parts ? min(terms, share.from + span) : share.from;
  return share;
}

__device__ inline void put_part(float* sums, Share share, Rows rows) {
  if (share.part < share.parts) {
    float* to = sums + 3 * share.part * share.columns + share.column;
    to[0] = rows.anchor;
    to[share.columns] = rows.positive;
    to[2 * share.columns] = rows.negative;
  }
}

// The parts of one number in their order.
__device__ inline float add_parts(const float* sums, Share share, int r, int column) {
  float sum = 0;
  for (int part = 0; part < share.parts; part++) {
    sum += sums[(3 * part + r) * share.columns + column];
  }
  return sum;
}

// A weight float32 [in, out] into shared memory.
__device__ inline void keep_weight(const float* weight, int in, int out, float* to) {
  int pitch = kept_pitch(out);
  if (out % 4 == 0) {
    int quads = out / 4;
    int row = threadIdx.x / quads;
    int column = threadIdx.x % quads;
    int rows_on = THREADS / quads;
    int columns_on = THREADS % quads;
    while (row < in) {
      float4 found[8];
      float* place[8];
#pragma unroll
      for (int i = 0; i < 8; i++) {
        place[i] = row < in ? to + row * pitch + 4 * column : nullptr;
        if (row < in) {
          found[i] = *(const float4*)(weight + row * out + 4 * column);
        }
        row += rows_on;
        column += columns_on;
        if (column >= quads) {
          column -= quads;
          row++;
        }
      }
#pragma unroll
      for (int i = 0; i < 8; i++) {
        if (place[i]) {
          *(float4*)place[i] = found[i];
        }
      }
    }
    return;
  }
  // Quads are read behind the last column too: zeros there.
  int padded = quads_of(out);
  for (int row = threadIdx.x / WARP; row < in; row += WARPS) {
#pragma unroll 4
    for (int column = threadIdx.x % WARP; column < padded; column += WARP) {
      to[row * pitch + column] = column < out ? weight[row * out + column] : 0;
    }
  }
}

// A column of one output's terms, x [3, quads_of(in)] times weight [in, .].
__device__ inline Rows times_column(
    const float* weight, int pitch, const float* x, int in, int column, Share share) {
  const float* anchor = x;
  const float* positive = x + quads_of(in);
  const float* negative = x + 2 * quads_of(in);
  Rows sum = {0, 0, 0};
  int i = share.from;
#pragma unroll 4
  for (; i + 4 <= share.to; i += 4) {
    float4 a = *(const float4*)(anchor + i);
    float4 p = *(const float4*)(positive + i);
    float4 n = *(const float4*)(negative + i);
    const float* from = weight + i * pitch + column;
    float w = from[0];
    sum.anchor += a.x * w;
    sum.positive += p.x * w;
    sum.negative += n.x * w;
    w = from[pitch];
    sum.anchor += a.y * w;
    sum.positive += p.y * w;
    sum.negative += n.y * w;
    w = from[2 * pitch];
    sum.anchor += a.z * w;
    sum.positive += p.z * w;
    sum.negative += n.z * w;
    w = from[3 * pitch];
    sum.anchor += a.w * w;
    sum.positive += p.w * w;
    sum.negative += n.w * w;
  }
  for (; i < share.to; i++) {
    float w = weight[i * pitch + column];
    sum.anchor += anchor[i] * w;
    sum.positive += positive[i] * w;
    sum.negative += negative[i] * w;
  }
  return sum;
}

// y [3, quads_of(out)] = x times weight, plus bias; ReLU unless it is the top. Also to `global`.
__device__ inline void forward_layer(
    const float* weight,
    int pitch,
    const float* bias,
    int in,
    int out,
    bool top,
    const float* x,
    float* y,
    float* sums,
    float* global,
    Places rows) {
  Share share = share_of(out, in);
  for (int first = 0; first < out; first += share.columns) {
    int column = first + share.column;
    if (column < out) {
      put_part(sums, share, times_column(weight, pitch, x, in, column, share));
    }
    __syncthreads();
    for (int e = threadIdx.x; e < 3 * share.columns; e += THREADS) {
      int r = e / share.columns;
      int c = e % share.columns;
      if (first + c < out) {
        float value = add_parts(sums, share, r, c) + bias[first + c];
        // Not fmaxf, which would turn a NaN into 0.
        value = !top && value < 0 ? 0 : value;
        y[r * quads_of(out) + first + c] = value;
        if (!top && place(rows, r) >= 0) {
          global[(long long)place(rows, r) * out + first + c] = value;
        }
      }
    }
    __syncthreads();
  }
}

// A row of the weight in shared memory times delta [3, quads_of(out)].
__device__ inline Rows times_row(
    const float* weight, const float* delta, int out, Share share) {
  const float* anchor = delta;
  const float* positive = delta + quads_of(out);
  const float* negative = delta + 2 * quads_of(out);
  Rows sum = {0, 0, 0};
#pragma unroll 4
  for (int j = share.from; j < share.to; j += 4) {
    float4 w = *(const float4*)(weight + j);
    float4 a = *(const float4*)(anchor + j);
    float4 p = *(const float4*)(positive + j);
    float4 n = *(const float4*)(negative + j);
    sum.anchor += a.x * w.x;
    sum.positive += p.x * w.x;
    sum.negative += n.x * w.x;
    sum.anchor += a.y * w.y;
    sum.positive += p.y * w.y;
    sum.negative += n.y * w.y;
    sum.anchor += a.z * w.z;
    sum.positive += p.z * w.z;
    sum.negative += n.z * w.z;
    sum.anchor += a.w * w.w;
    sum.positive += p.w * w.w;
    sum.negative += n.w * w.w;
  }
  return sum;
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

// below [3, quads_of(in)] = delta [3, quads_of(out)] times the weight's transpose, behind ReLU's
// slope at `values`. The weight lies in shared memory: a thread takes a row of it.
__device__ inline void backward_kept(
    const float* weight,
    int in,
    int out,
    const float* delta,
    const float* values,
    float* below,
    float* sums,
    float* global,
    Places rows) {
  Share share = share_of(in, out);
  int pitch = kept_pitch(out);
  for (int first = 0; first < in; first += share.columns) {
    int i = first + share.column;
    if (i < in) {
      put_part(sums, share, times_row(weight + i * pitch, delta, out, share));
    }
    __syncthreads();
    for (int e = threadIdx.x; e < 3 * share.columns; e += THREADS) {
      int r = e / share.columns;
      int c = e % share.columns;
      if (first + c < in) {
        float activation = values[r * quads_of(in) + first + c];
        put_delta(
            add_parts(sums, share, r, c), activation, r, first + c, in, below, global, rows);
      }
    }
    __syncthreads();
  }
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
    Rows sum = {0, 0, 0};
    for (int j = lane; j < out; j += WARP) {
      float w = weight[(long long)i * out + j];
      sum.anchor += delta[j] * w;
      sum.positive += delta[quads_of(out) + j] * w;
      sum.negative += delta[2 * quads_of(out) + j] * w;
    }
    float anchor = warp_sum(sum.anchor);
    float positive = warp_sum(sum.positive);
    float negative = warp_sum(sum.negative);
    if (lane < 3) {
      float own = lane == 0 ? anchor : lane == 1 ? positive : negative;
      put_delta(own, values[lane * quads_of(in) + i], lane, i, in, below, global, rows);
    }
  }
  __syncthreads();
}
