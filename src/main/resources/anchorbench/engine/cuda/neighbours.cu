// Nearest neighbours. A warp keeps one query's best candidates, sorted, one in each lane.

#define INFINITE __uint_as_float(0x7f800000u)

// norms float32 [rows], squared, of values float32 [rows, width]; a warp each row
extern "C" __global__ void squared_norms(const float* values, int rows, int width, float* norms) {
  int row = (blockIdx.x * blockDim.x + threadIdx.x) / WARP;
  int lane = threadIdx.x % WARP;
  if (row >= rows) {
    return;
  }
  float sum = 0;
  for (int j = lane; j < width; j += WARP) {
    float value = values[(long long)row * width + j];
    sum += value * value;
  }
  sum = warp_sum(sum);
  if (lane == 0) {
    norms[row] = sum;
  }
}

// Merges a block of the index into the queries' candidates by |i|^2 - 2 q.i.
//
// products   float32 [queries, columns], of index rows first to first + columns
// best       float32 [queries, WARP], ascending; of a first block only written
// candidates int32 [queries, WARP]
// kept       how many of these count
extern "C" __global__ void keep_nearest(
    const float* products,
    int queries,
    int columns,
    const float* norms,
    int first,
    int kept,
    float* best,
    int* candidates) {
  int query = (blockIdx.x * blockDim.x + threadIdx.x) / WARP;
  int lane = threadIdx.x % WARP;
  if (query >= queries) {
    return;
  }
  float mine = first == 0 ? INFINITE : best[query * WARP + lane];
  int holds = first == 0 ? -1 : candidates[query * WARP + lane];
  float worst = __shfl_sync(ALL_LANES, mine, kept - 1);
  const float* row = products + (long long)query * columns;
  for (int start = 0; start < columns; start += WARP) {
    int column = start + lane;
    float distance = column < columns ? norms[first + column] - 2 * row[column] : INFINITE;
    unsigned closer = __ballot_sync(ALL_LANES, distance < worst);
    while (closer) {
      int from = __ffs(closer) - 1;
      closer &= closer - 1;
      float found = __shfl_sync(ALL_LANES, distance, from);
      // Behind equals: they came first.
      int place = __popc(__ballot_sync(ALL_LANES, mine <= found));
      float shifted = __shfl_up_sync(ALL_LANES, mine, 1);
      int moved = __shfl_up_sync(ALL_LANES, holds, 1);
      if (lane > place) {
        mine = shifted;
        holds = moved;
      } else if (lane == place) {
        mine = found;
        holds = first + start + from;
      }
      worst = __shfl_sync(ALL_LANES, mine, kept - 1);
    }
  }
  best[query * WARP + lane] = mine;
  candidates[query * WARP + lane] = holds;
}

// Orders candidates anew by distances in double; equal ones by position.
//
// nearest int32 [queries, k], positions in index
extern "C" __global__ void order_nearest(
    const float* query_values,
    const float* index_values,
    int queries,
    int width,
    const int* candidates,
    int kept,
    int k,
    int* nearest) {
  int query = (blockIdx.x * blockDim.x + threadIdx.x) / WARP;
  int lane = threadIdx.x % WARP;
  if (query >= queries) {
    return;
  }
  int holds = candidates[query * WARP + lane];
  bool counts = lane < kept;
  double squared = 0;
  if (counts) {
    const float* q = query_values + (long long)query * width;
    const float* i = index_values + (long long)holds * width;
    for (int j = 0; j < width; j++) {
      double difference = (double)q[j] - i[j];
      squared += difference * difference;
    }
  }
  int rank = 0;
  for (int other = 0; other < kept; other++) {
    double theirs = __shfl_sync(ALL_LANES, squared, other);
    int position = __shfl_sync(ALL_LANES, holds, other);
    rank += theirs < squared || (theirs == squared && position < holds);
  }
  if (counts && rank < k) {
    nearest[query * k + rank] = holds;
  }
}
