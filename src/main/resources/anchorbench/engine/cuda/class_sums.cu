// Sums of pixels by class. Integer sums may be added in any order and stay exact.

#define IMAGES_PER_BLOCK 128  // below 257, so that 16-bit partial sums of bytes cannot overflow
#define SUM_THREADS 256
#define LOADS 4  // images of a thread that are under way at once

// images      uint8 [n, 16 * vectors], rows padded to whole vectors of 16 pixels
// order       int32 [n], positions class by class
// class_start int32 [classes + 1], into order
// sums        int32 [classes, pixels], added to
// grid        (chunks of the largest class, classes); SUM_THREADS threads
extern "C" __global__ void class_sums(
    const uint4* images,
    int vectors,
    int pixels,
    const int* order,
    const int* class_start,
    int first_per_class,
    int* sums) {
  __shared__ int total[16 * SUM_THREADS];
  int c = blockIdx.y;
  int thread = threadIdx.x;
  int end = min(class_start[c + 1], class_start[c] + first_per_class);
  int from = class_start[c] + (int)blockIdx.x * IMAGES_PER_BLOCK;
  int to = min(from + IMAGES_PER_BLOCK, end);
  if (from >= to) {
    return;
  }
  for (int base = 0; base < vectors; base += SUM_THREADS) {
    // A row is shared by `width` threads; what is left of the block takes further rows.
    int width = min(vectors - base, SUM_THREADS);
    int teams = SUM_THREADS / width;
    int team = thread / width;
    int lane = thread % width;
    for (int i = thread; i < 16 * width; i += SUM_THREADS) {
      total[i] = 0;
    }
    __syncthreads();
    if (team < teams) {
      const uint4 none = {0, 0, 0, 0};
      unsigned even[4] = {0, 0, 0, 0};
      unsigned odd[4] = {0, 0, 0, 0};
      // LOADS images under way at once, also at the end, where those that are not there are zeros.
      for (int i = from + team; i < to; i += LOADS * teams) {
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
      // Pixel by pixel rather than vector by vector: neighbouring lanes hit different banks.
#pragma unroll
      for (int w = 0; w < 4; w++) {
        atomicAdd(&total[(4 * w + 0) * width + lane], (int)(even[w] & 0xffffu));
        atomicAdd(&total[(4 * w + 1) * width + lane], (int)(odd[w] & 0xffffu));
        atomicAdd(&total[(4 * w + 2) * width + lane], (int)(even[w] >> 16));
        atomicAdd(&total[(4 * w + 3) * width + lane], (int)(odd[w] >> 16));
      }
    }
    __syncthreads();
    int last = min(pixels - 16 * base, 16 * width);
    for (int p = thread; p < last; p += SUM_THREADS) {
      atomicAdd(&sums[(long long)c * pixels + 16 * base + p], total[(p % 16) * width + p / 16]);
    }
    __syncthreads();
  }
}
