// Runs CUDA C on the processor, one thread at a time: what stands before a kernel's source when a
// host compiler gets it. Threads of a block are called one after the other; one that waits at a
// barrier or in a warp exchange is parked on a stack of its own until the others have come.
#include <cmath>
#include <csetjmp>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <ucontext.h>
#include <utility>
#include <vector>

#define __global__
#define __device__ static
#define __shared__ static thread_local
#define __forceinline__ inline
#define __grid_constant__
#define __launch_bounds__(...)
#define DYNAMIC_SHARED(type, name) type* name = (type*)host::dynamic_shared

struct alignas(16) uint4 {
  unsigned x, y, z, w;
};
struct alignas(8) uint2 {
  unsigned x, y;
};
struct alignas(8) float2 {
  float x, y;
};
struct alignas(16) float4 {
  float x, y, z, w;
};
struct Dim {
  unsigned x, y, z;
};

static thread_local Dim threadIdx, blockIdx, blockDim, gridDim;

namespace host {

const int kWarp = 32;
const size_t kStack = 64 << 10;

// Before and behind a block's dynamic shared memory.
const size_t kGuard = 1024;
const unsigned char kGuardByte = 0x5a;
// As float32 a NaN, as int32 far out of any range.
const unsigned char kGarbage = 0xff;

static thread_local unsigned char* dynamic_shared = nullptr;

enum Wait { kNone, kBlock, kWarp_ };

// A stack of its own and where its thread left off. Entered once by setcontext, which asks the
// kernel for the signal mask; switched by setjmp and longjmp, which do not.
struct Stack {
  ucontext_t entry;
  jmp_buf left;
  char* memory;
  bool entered = false;
};

struct Parked {
  int thread;
  Wait wait;
  Stack* stack;
};

struct Block {
  int threads = 0;
  int next = 0;
  int finished = 0;
  int current = -1;
  void (*call)(void*) = nullptr;
  void* arguments = nullptr;
  std::vector<Parked> parked;
  std::deque<Parked> ready;
  std::vector<int> finished_of_warp;
  std::vector<unsigned char> parity;
  // Two buffers of exchange values: a lane may be one exchange ahead of the others.
  std::vector<unsigned long long> slots[2];
  jmp_buf scheduler;
};

static thread_local Block block;
static thread_local std::vector<Stack*> spare;
static thread_local std::vector<Stack*> in_use;
static thread_local Stack* running = nullptr;

inline void enter(int thread) {
  block.current = thread;
  threadIdx.x = thread % blockDim.x;
  threadIdx.y = thread / blockDim.x;
  threadIdx.z = 0;
}

// A stack takes thread after thread until one of them parks on it.
inline void run_threads() {
  // From the first in every other block, from the last in the others: a number that passes from
  // thread to thread without a barrier passes the wrong way in one of them.
  bool backwards = (blockIdx.x + blockIdx.y) % 2 == 1;
  while (block.next < block.threads) {
    int next = block.next++;
    int thread = backwards ? block.threads - 1 - next : next;
    enter(thread);
    block.call(block.arguments);
    block.finished++;
    block.finished_of_warp[thread / kWarp]++;
  }
}

inline void stack_main() {
  for (;;) {
    // Also after a parked thread was taken up again on this stack and has returned.
    run_threads();
    // Idle until a later block wants it.
    if (_setjmp(running->left) == 0) {
      _longjmp(block.scheduler, 1);
    }
  }
}

inline void park(Wait wait) {
  int self = block.current;
  Stack* mine = running;
  block.parked.push_back({self, wait, mine});
  if (_setjmp(mine->left) == 0) {
    _longjmp(block.scheduler, 1);
  }
  enter(self);
}

inline int threads_of_warp(int warp) {
  int last = block.threads - warp * kWarp;
  return last < kWarp ? last : kWarp;
}

// Lets those go on whose barrier is complete; false if nobody can.
inline bool release() {
  std::vector<int> waiting(block.finished_of_warp.size(), 0);
  int at_block = 0;
  for (const Parked& p : block.parked) {
    at_block += p.wait == kBlock;
    waiting[p.thread / kWarp] += p.wait == kWarp_;
  }
  bool all = at_block > 0 && at_block + block.finished == block.threads;
  std::vector<Parked> still;
  bool any = false;
  for (const Parked& p : block.parked) {
    int warp = p.thread / kWarp;
    bool go = p.wait == kBlock
        ? all
        : waiting[warp] + block.finished_of_warp[warp] == threads_of_warp(warp);
    if (go) {
      block.ready.push_back(p);
      any = true;
    } else {
      still.push_back(p);
    }
  }
  block.parked = still;
  return any;
}

inline void start_stack() {
  if (spare.empty()) {
    Stack* made = new Stack;
    made->memory = new char[kStack];
    spare.push_back(made);
  }
  running = spare.back();
  spare.pop_back();
  in_use.push_back(running);
  if (_setjmp(block.scheduler) != 0) {
    return;
  }
  if (running->entered) {
    _longjmp(running->left, 1);
  }
  running->entered = true;
  getcontext(&running->entry);
  running->entry.uc_stack.ss_sp = running->memory;
  running->entry.uc_stack.ss_size = kStack;
  running->entry.uc_link = nullptr;
  makecontext(&running->entry, stack_main, 0);
  setcontext(&running->entry);
}

inline void run_block(int threads, void (*call)(void*), void* arguments) {
  block.threads = threads;
  block.next = 0;
  block.finished = 0;
  block.call = call;
  block.arguments = arguments;
  block.parked.clear();
  block.ready.clear();
  int warps = (threads + kWarp - 1) / kWarp;
  block.finished_of_warp.assign(warps, 0);
  block.parity.assign(threads, 0);
  block.slots[0].assign(threads, 0);
  block.slots[1].assign(threads, 0);
  while (block.finished < threads) {
    if (!block.ready.empty()) {
      Parked p = block.ready.front();
      block.ready.pop_front();
      running = p.stack;
      if (_setjmp(block.scheduler) == 0) {
        _longjmp(running->left, 1);
      }
    } else if (block.next < threads) {
      start_stack();
    } else if (!release()) {
      fprintf(stderr, "a barrier that not every thread reaches\n");
      abort();
    }
  }
  spare.insert(spare.end(), in_use.begin(), in_use.end());
  in_use.clear();
}

template <typename T>
inline T exchange(T value, int source_lane) {
  int self = block.current;
  int warp = self / kWarp * kWarp;
  int parity = block.parity[self] ^= 1;
  unsigned long long bits = 0;
  memcpy(&bits, &value, sizeof(T));
  block.slots[parity][self] = bits;
  park(kWarp_);
  T found;
  memcpy(&found, &block.slots[parity][warp + source_lane], sizeof(T));
  return found;
}

template <typename... A, size_t... I>
inline void apply(void (*kernel)(A...), void** p, std::index_sequence<I...>) {
  kernel(*reinterpret_cast<A*>(p[I])...);
}

// What a block finds in its dynamic shared memory: garbage, between guards.
inline void spoil(size_t bytes) {
  memset(dynamic_shared - kGuard, kGuardByte, kGuard);
  memset(dynamic_shared, kGarbage, bytes);
  memset(dynamic_shared + bytes, kGuardByte, kGuard);
}

inline bool guards_hold(size_t bytes) {
  for (size_t i = 1; i <= kGuard; i++) {
    if (*(dynamic_shared - i) != kGuardByte || dynamic_shared[bytes + i - 1] != kGuardByte) {
      return false;
    }
  }
  return true;
}

// 0, or 1 if a block wrote outside of its dynamic shared memory.
template <typename... A>
inline int launch(
    void (*kernel)(A...), int bx, int by, int tx, int ty, int shared, void** parameters) {
  struct Call {
    void (*kernel)(A...);
    void** parameters;
  } call = {kernel, parameters};
  gridDim = {(unsigned)bx, (unsigned)by, 1};
  blockDim = {(unsigned)tx, (unsigned)ty, 1};
  static thread_local std::vector<unsigned char> memory;
  memory.resize(shared + 2 * kGuard + 16);
  dynamic_shared = memory.data() + kGuard;
  dynamic_shared += (16 - (size_t)dynamic_shared % 16) % 16;
  for (int y = 0; y < by; y++) {
    for (int x = 0; x < bx; x++) {
      blockIdx = {(unsigned)x, (unsigned)y, 0};
      spoil(shared);
      run_block(
          tx * ty,
          [](void* c) {
            Call* own = static_cast<Call*>(c);
            apply(own->kernel, own->parameters, std::index_sequence_for<A...>{});
          },
          &call);
      if (!guards_hold(shared)) {
        return 1;
      }
    }
  }
  return 0;
}

}  // namespace host

#define LAUNCHER(name)                                                                           \
  extern "C" int launch_##name(int bx, int by, int tx, int ty, int shared, void** parameters) {  \
    return host::launch(name, bx, by, tx, ty, shared, parameters);                               \
  }

static inline void __syncthreads() { host::park(host::kBlock); }
template <typename T>
static inline T __shfl_sync(unsigned, T value, int lane) {
  return host::exchange(value, lane);
}
template <typename T>
static inline T __shfl_xor_sync(unsigned, T value, int mask) {
  return host::exchange(value, (host::block.current % host::kWarp) ^ mask);
}
template <typename T>
static inline T __shfl_up_sync(unsigned, T value, int delta) {
  int lane = host::block.current % host::kWarp;
  return host::exchange(value, lane < delta ? lane : lane - delta);
}
static inline unsigned __ballot_sync(unsigned, int predicate) {
  // Every lane must have written before any reads, and none may write anew meanwhile.
  int self = host::block.current;
  host::exchange((unsigned)(predicate != 0), 0);
  int parity = host::block.parity[self];
  int warp = self / host::kWarp * host::kWarp;
  unsigned bits = 0;
  for (int lane = 0; lane < host::kWarp; lane++) {
    bits |= (unsigned)(host::block.slots[parity][warp + lane] & 1u) << lane;
  }
  return bits;
}
template <typename T>
static inline T __ldcg(const T* from) {
  return *from;
}
static inline int __popc(unsigned bits) { return __builtin_popcount(bits); }
static inline int __ffs(unsigned bits) { return __builtin_ffs((int)bits); }
static inline unsigned __float_as_uint(float value) {
  unsigned bits;
  memcpy(&bits, &value, 4);
  return bits;
}
static inline float __uint_as_float(unsigned bits) {
  float value;
  memcpy(&value, &bits, 4);
  return value;
}
// Four of the eight bytes of two words, as the nibbles of the selector name them.
static inline unsigned __byte_perm(unsigned low, unsigned high, unsigned selector) {
  unsigned long long both = (unsigned long long)high << 32 | low;
  unsigned picked = 0;
  for (int i = 0; i < 4; i++) {
    picked |= (unsigned)(both >> 8 * (selector >> 4 * i & 7) & 255) << 8 * i;
  }
  return picked;
}
static inline int atomicAdd(int* to, int value) {
  // Several host threads may run blocks of one launch's neighbours on other streams.
  return __atomic_fetch_add(to, value, __ATOMIC_RELAXED);
}
static inline int min(int a, int b) { return a < b ? a : b; }
