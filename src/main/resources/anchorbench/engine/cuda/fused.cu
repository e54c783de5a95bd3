// What the three kernels of a fused step share: the network, the step's description and the loads
// into shared memory.

#define THREADS 256     // of a block of fused_triplets and fused_update
#define WARPS 8
#define COLUMNS 16      // outputs of a layer in a tile
#define MOST_LAYERS 8
#define MOST_CHUNK 384  // rows in shared memory at a time
#define MOST_PART 224   // inputs of a part of the first layer's sums

// The kernels are compiled for a network, so that addresses are constants and loops have an end.
// FusedNetwork names these to the compiler:
//
// LAYERS
// WIDTHS     LAYERS + 1 numbers, the pixels first
// WEIGHT_AT  LAYERS numbers, as ParameterLayout has them; so BIAS_AT
// KEPT_AT    where a weight lies in fused_triplets' shared memory, or -1: LAYERS numbers
// SCRATCH_AT behind those weights
// OUTPUTS    of the layers before, each in whole quads: LAYERS + 1 numbers
// WIDEST     output, in whole quads
// SLAB       inputs in fused_update's tiles of layer 0, a multiple of 4
// PLANE      pixels that share a factor and an offset; not named where one factor is all there is
// PAIRS      of factor and offset: planes of an image; named with PLANE
__device__ constexpr int width_of(int layer) {
  constexpr int all[] = {WIDTHS};
  return all[layer];
}
__device__ constexpr int weight_at(int layer) {
  constexpr int all[] = {WEIGHT_AT};
  return all[layer];
}
__device__ constexpr int bias_at(int layer) {
  constexpr int all[] = {BIAS_AT};
  return all[layer];
}
__device__ constexpr int kept_at(int layer) {
  constexpr int all[] = {KEPT_AT};
  return all[layer];
}

__device__ constexpr int outputs_before(int layer) {
  constexpr int all[] = {OUTPUTS};
  return all[layer];
}

__device__ constexpr int quads_of(int width) { return (width + 3) / 4 * 4; }

// FusedArguments writes this, field by field.
struct FusedStep {
  const unsigned char* images;  // uint8 [n, image_pitch]
  const float* table;           // float32 [table rows, pixels]
  const float2* scaling;        // float32 [PAIRS, 2], factor and offset; see Scaling
  const float* fixed;           // float32 [table rows, outputs]: embeddings of the table, or null
  float* weights;               // float32, as ParameterLayout has them; so the next three
  float* first;
  float* second;
  float* gradient;
  float* partial;               // float32 [parts, rows, width_of(1)]
  float* values;                // float32 [., width_of(l)] at value_at[l]: input of layer l, l > 0
  float* deltas;                // float32 [., width_of(l + 1)] at delta_at[l]: loss by output
  float* violation;             // float32 [count]
  float scale;                  // the factor where PLANE is not named
  float margin;
  float beta1;
  float beta2;
  float epsilon;
  int squared;
  int image_pitch;
  int rows;                     // of the batch; where they lie, PlanShape says
  int slots;
  int stride;
  int count;
  int first_row;                // rows before have no part in the step: slots, if they are fixed
  int anchor_deltas;            // + triplet: the row of its share of its table anchor's delta
  int part;                     // inputs of a part of the first layer's sums, a multiple of 4
  int parts;                    // at most 16
  int chunk;                    // a multiple of 64
  int value_at[MOST_LAYERS];
  int delta_at[MOST_LAYERS];
};

__device__ inline const int* anchor_rows(const FusedStep& s, const int* plan) {
  return plan + s.rows;
}
__device__ inline const int* members(const FusedStep& s, const int* plan) {
  return plan + s.rows + s.count;
}
__device__ inline const int* member_starts(const FusedStep& s, const int* plan) {
  return plan + s.rows + 2 * s.count;
}

// From one input to the next of fused_update's tile in shared memory, which is x[input][row]. 2 more
// than a multiple of 32: pairs of rows stay aligned to 8 bytes, lanes on 4 quads of inputs (4 * 2
// banks apart) and 8 rows store without a conflict, and so do lanes on 16 inputs and 2 rows.
__device__ inline int tile_pitch(const FusedStep& s) { return s.chunk + 2; }

// 2^23 + a byte of a word, exactly: 0x4b0000vv. Conversions run at a lower rate.
__device__ inline float shifted_byte(unsigned word, int byte) {
  return __uint_as_float(__byte_perm(word, 0x4b000000u, 0x7440u + byte));
}

// What pixel p of an image, or of a table's row, is scaled by; scaled and scaled_byte round once.
#ifdef PLANE
typedef float2 Scaling;
__device__ inline Scaling scaling_of(const FusedStep& s, int p) {
  // A word may reach behind the last pixel; what is there is not used.
  return s.scaling[min(p / PLANE, PAIRS - 1)];
}
// Four pixels of a word have one scaling where planes are whole words: one load, not four.
__device__ constexpr int scaling_step() { return PLANE % 4 == 0 ? 0 : 1; }
__device__ inline float scaled(float value, Scaling by) { return fmaf(value, by.x, by.y); }
__device__ inline float scaled_byte(unsigned word, int byte, Scaling by) {
  // The difference is exact. With the offset it could not be one number, as it is below.
  return scaled(shifted_byte(word, byte) - 8388608.0f, by);
}
#else
typedef float Scaling;
__device__ inline Scaling scaling_of(const FusedStep& s, int p) { return s.scale; }
__device__ constexpr int scaling_step() { return 0; }
__device__ inline float scaled(float value, Scaling by) { return value * by; }
// The multiply-add takes 2^23 off before it rounds. Exact while 2^23 * scale is finite.
__device__ inline float scaled_byte(unsigned word, int byte, Scaling by) {
  return fmaf(shifted_byte(word, byte), by, -8388608.0f * by);
}
#endif

__device__ inline float4 as_quad(const float (&v)[4]) {
  float4 quad;
  quad.x = v[0];
  quad.y = v[1];
  quad.z = v[2];
  quad.w = v[3];
  return quad;
}

__device__ inline void add_scaled(float (&sum)[4], float x, float4 w) {
  sum[0] += x * w.x;
  sum[1] += x * w.y;
  sum[2] += x * w.z;
  sum[3] += x * w.w;
}

// Whether every layer's outputs are whole quads, so that no row of a weight begins between two.
__device__ constexpr bool whole_quads() {
  bool whole = true;
#pragma unroll
  for (int layer = 1; layer <= LAYERS; layer++) {
    whole = whole && width_of(layer) % 4 == 0;
  }
  return whole;
}

// Four numbers of a layer's row, zeros behind its end.
__device__ inline float4 quad(const float* row, int at, int width) {
  float4 found;
  if (whole_quads() || width % 4 == 0) {
    if (at < width) {
      return *(const float4*)(row + at);
    }
    found.x = found.y = found.z = found.w = 0;
    return found;
  }
  found.x = at < width ? row[at] : 0;
  found.y = at + 1 < width ? row[at + 1] : 0;
  found.z = at + 2 < width ? row[at + 2] : 0;
  found.w = at + 3 < width ? row[at + 3] : 0;
  return found;
}

// A lane's share of a tile: 8 rows and 4 quads of inputs a warp, so that a warp's load is 8 pieces
// of 4 quads. All of a thread's loads are under way before the first store: one wait for memory,
// not one a load.
#define TILE_ROWS 8

// A step's rows: 8 for each of `warps` warps.
__device__ inline int tile_row(int step, int warps) {
  return TILE_ROWS * (threadIdx.x / WARP + warps * step) + threadIdx.x % TILE_ROWS;
}
__device__ inline int tile_quad() { return threadIdx.x % WARP / TILE_ROWS; }

// Table rows of a chunk; they come first in a batch. A block has `step` rows of 64 threads.
__device__ inline void gather_table(
    const FusedStep& s,
    const int* source,
    int rows,
    int pixel,
    int pixels,
    float* x,
    int pitch,
    int step) {
  for (int k = threadIdx.x % 64; k < pixels; k += 64) {
    Scaling by = scaling_of(s, pixel + k);
    for (int base = threadIdx.x / 64; base < rows; base += 4 * step) {
      float found[4];
#pragma unroll
      for (int i = 0; i < 4; i++) {
        int row = base + i * step;
        int from = row < rows ? -1 - source[row] : 0;
        found[i] = row < rows ? s.table[(long long)from * width_of(0) + pixel + k] : 0;
      }
#pragma unroll
      for (int i = 0; i < 4; i++) {
        int row = base + i * step;
        if (row < rows) {
          x[k * pitch + row] = scaled(found[i], by);
        }
      }
    }
  }
}

// Whether a row of a chunk is an image; table rows come before.
__device__ inline bool tile_image(const FusedStep& s, int first, int rows, int row) {
  return row < rows && first + row >= s.slots;
}

// Gathers and scales pixels [pixel, pixel + pixels) of `rows` rows from `first` on into
// x[input][row], by BLOCK_WARPS warps. Up to 8 * BLOCK_WARPS * STEPS rows of 16 * WORDS pixels.
template <int BLOCK_WARPS, int STEPS, int WORDS>
__device__ inline void gather_inputs(
    const FusedStep& s,
    const int* plan,
    int first,
    int rows,
    int pixel,
    int pixels,
    float* x,
    int pitch) {
  const int* source = plan + first;
  int from[STEPS];
  unsigned found[STEPS][WORDS];
#pragma unroll
  for (int i = 0; i < STEPS; i++) {
    int row = tile_row(i, BLOCK_WARPS);
    from[i] = tile_image(s, first, rows, row) ? source[row] : 0;
  }
#pragma unroll
  for (int i = 0; i < STEPS; i++) {
    const unsigned char* image = s.images + (long long)from[i] * s.image_pitch + pixel;
    bool used = tile_image(s, first, rows, tile_row(i, BLOCK_WARPS));
#pragma unroll
    for (int q = 0; q < WORDS; q++) {
      // Whole words: image rows are padded to 16 bytes.
      int k = 4 * (tile_quad() + 4 * q);
      found[i][q] = used && k < pixels ? *(const unsigned*)(image + k) : 0;
    }
  }
  gather_table(s, source, min(rows, s.slots - first), pixel, pixels, x, pitch, BLOCK_WARPS / 2);
#pragma unroll
  for (int q = 0; q < WORDS; q++) {
    int k = 4 * (tile_quad() + 4 * q);
    float* to = x + k * pitch + tile_row(0, BLOCK_WARPS);
    Scaling by[4];
#pragma unroll
    for (int byte = 0; byte < 4; byte++) {
      by[byte] = scaling_of(s, pixel + k + scaling_step() * byte);
    }
#pragma unroll
    for (int i = 0; i < STEPS; i++) {
      if (tile_image(s, first, rows, tile_row(i, BLOCK_WARPS)) && k < pixels) {
        int at = TILE_ROWS * BLOCK_WARPS * i;
        to[at] = scaled_byte(found[i][q], 0, by[0]);
        to[at + pitch] = scaled_byte(found[i][q], 1, by[1]);
        to[at + 2 * pitch] = scaled_byte(found[i][q], 2, by[2]);
        to[at + 3 * pitch] = scaled_byte(found[i][q], 3, by[3]);
      }
    }
  }
}
