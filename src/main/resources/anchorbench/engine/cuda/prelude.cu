// Stands before every kernel family. No headers: NVRTC needs none, and the same text is compiled by
// a host compiler for the tests.

typedef unsigned short bfloat16;  // the upper half of a float32

#define WARP 32
#define ALL_LANES 0xffffffffu

// Nearest even; a NaN stays one.
__device__ inline bfloat16 to_bfloat16(float value) {
  unsigned bits = __float_as_uint(value);
  if ((bits & 0x7fffffffu) > 0x7f800000u) {
    return (bfloat16)((bits >> 16) | 0x40u);
  }
  return (bfloat16)((bits + 0x7fffu + ((bits >> 16) & 1u)) >> 16);
}

__device__ inline float number(float value) { return value; }
__device__ inline float number(bfloat16 value) { return __uint_as_float((unsigned)value << 16); }

// Not fmaxf, which would turn a NaN into 0.
__device__ inline float rectified(float value) { return value < 0 ? 0 : value; }

// The sum over a warp, the same in every lane and in every run: the order is fixed.
__device__ inline float warp_sum(float value) {
  for (int distance = WARP / 2; distance > 0; distance /= 2) {
    value += __shfl_xor_sync(ALL_LANES, value, distance);
  }
  return value;
}

// Shared memory whose size the launch says. The tests' stand-in defines this before.
#ifndef DYNAMIC_SHARED
#define DYNAMIC_SHARED(type, name) extern __shared__ type name[]
#endif

// A launch may begin while the kernel before it in the stream still runs (programmatic dependent
// launch, from sm_90 on), so that it loads what that kernel does not write. Behind this line
// everything the kernel before wrote is there, and what every earlier one wrote, because each
// kernel passes this line.
__device__ inline void after_previous() {
#if __CUDA_ARCH__ >= 900
  asm volatile("griddepcontrol.wait;" ::: "memory");
#endif
}

// The next kernel may begin when every block has passed this line or ended.
__device__ inline void let_next_begin() {
#if __CUDA_ARCH__ >= 900
  asm volatile("griddepcontrol.launch_dependents;" ::: "memory");
#endif
}

// From global to shared memory, in the background until await_copies, and around the L1 cache: so
// what any kernel before the previous one wrote may be read before after_previous.
__device__ inline void copy_in_background(float4* to, const float4* from) {
#if __CUDA_ARCH__ >= 800
  unsigned at = (unsigned)__cvta_generic_to_shared(to);
  asm volatile("cp.async.cg.shared.global [%0], [%1], 16;" ::"r"(at), "l"(from) : "memory");
#else
  *to = *from;
#endif
}

// Ends a group of this thread's copies.
__device__ inline void end_copies() {
#if __CUDA_ARCH__ >= 800
  asm volatile("cp.async.commit_group;" ::: "memory");
#endif
}

// Waits for this thread's copies but those of the last LATER groups; a barrier makes them the
// block's.
template <int LATER>
__device__ inline void await_copies() {
#if __CUDA_ARCH__ >= 800
  asm volatile("cp.async.wait_group %0;" ::"n"(LATER) : "memory");
#endif
}

// Square root and quotient with relative errors of at most 2^-22 each, from the hardware's
// approximations: a fraction of the instructions of correct rounding. The quotient is 0 where the
// divisor is above 2^126.
__device__ inline float quick_sqrt(float x) {
#ifdef __CUDA_ARCH__
  float root;
  asm("sqrt.approx.f32 %0, %1;" : "=f"(root) : "f"(x));
  return root;
#else
  return sqrtf(x);
#endif
}
__device__ inline float quick_quotient(float x, float y) {
#ifdef __CUDA_ARCH__
  return __fdividef(x, y);
#else
  return x / y;
#endif
}
