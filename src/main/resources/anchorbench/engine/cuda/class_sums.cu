// Sums of pixels by class. Integer sums may be added in any order and stay exact.

#define SUM_THREADS 256
#define LOADS 4  // images of a thread that are under way at once

// A block adds a band of pixels of some images of a class. A vector of pixels is one thread's; where
// a band is narrower than the block, what is left of it takes further images.
//
// images      uint8 [n, 16 * vectors], rows padded to whole vectors of 16 pixels
// order       int32 [n], positions class by class
// class_start int32 [classes + 1], into order
// band        vectors of a block, at most SUM_THREADS
// most        images of a block: at most 257 of a thread, so that 16-bit sums of bytes cannot overflow
// sums        int32 [classes, pixels], added to
// grid        (bands * chunks of the largest class, classes); SUM_THREADS threads
extern "C" __global__ void class_sums(
    const uint4* images,
    int vectors,
    int pixels,
    const int* order,
    const int* class_start,
    int first_per_class,
    int band,
    int most,
    int* sums) {
  __shared__ int total[16 * SUM_THREADS];
  int c = blockIdx.y;
  int thread = threadIdx.x;
  int bands = (vectors + band - 1) / band;
  // Bands of the same images are neighbours, and so are added at about the same time.
  int base = (int)blockIdx.x % bands * band;
  int end = min(class_start[c + 1], class_start[c] + first_per_class);
  int from = class_start[c] + (int)blockIdx.x / bands * most;
  int to = min(from + most, end);
  if (from >= to) {
    return;
  }
  int width = min(vectors - base, band);
  int teams = SUM_THREADS / width;
  int team = thread / width;
  int lane = thread % width;
  for (int i = thread; i < 16 * width; i += SUM_THREADS) {
    total[i] = 0;
  }
  __syncthreads();
  const uint4 none = {0, 0, 0, 0};
  unsigned even[4] = {0, 0, 0, 0};
  unsigned odd[4] = {0, 0, 0, 0};
  // LOADS images under way at once, also at the end, where those that are not there are zeros.
  for (int i = from + team; i < to && team < teams; i += LOADS * teams) {
    int image[LOADS];
    uint4 v[LOADS];
#pragma unroll
    for (int j = 0; j < LOADS; j++) {
      int at = i + j * teams;
      image[j] = at < to ? order[at] : -1;
    }
#pragma unroll
    for (int j = 0; j < LOADS; j++) {
      v[j] = image[j] >= 0 ? images[(long long)image[j] * vectors + base + lane] : none;
    }
#pragma unroll
    for (int j = 0; j < LOADS; j++) {
      even[0] += v[j].x & 0x00ff00ffu;
      odd[0] += (v[j].x >> 8) & 0x00ff00ffu;
      even[1] += v[j].y & 0x00ff00ffu;
      odd[1] += (v[j].y >> 8) & 0x00ff00ffu;
      even[2] += v[j].z & 0x00ff00ffu;
      odd[2] += (v[j].z >> 8) & 0x00ff00ffu;
      even[3] += v[j].w & 0x00ff00ffu;
      odd[3] += (v[j].w >> 8) & 0x00ff00ffu;
    }
  }
  // Lanes of a warp that have the same pixels add theirs up first: all at one address would wait.
  bool shared = WARP % width == 0;
#pragma unroll
  for (int w = 0; w < 4; w++) {
    int sum[4] = {
        (int)(even[w] & 0xffffu),
        (int)(odd[w] & 0xffffu),
        (int)(even[w] >> 16),
        (int)(odd[w] >> 16)};
#pragma unroll
    for (int p = 0; p < 4; p++) {
      if (shared) {
        for (int far = WARP / 2; far >= width; far /= 2) {
          sum[p] += __shfl_xor_sync(ALL_LANES, sum[p], far);
        }
      }
      // Pixel by pixel rather than vector by vector: neighbouring lanes hit different banks.
      if (team < teams && (!shared || thread % WARP < width)) {
        atomicAdd(&total[(4 * w + p) * width + lane], sum[p]);
      }
    }
  }
  __syncthreads();
  int last = min(pixels - 16 * base, 16 * width);
  for (int p = thread; p < last; p += SUM_THREADS) {
    atomicAdd(&sums[(long long)c * pixels + 16 * base + p], total[(p % 16) * width + p / 16]);
  }
}
