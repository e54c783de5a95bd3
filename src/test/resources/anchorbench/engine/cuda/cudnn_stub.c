// A library with cuDNN's functions that answers as a test tells it to, and writes down what it is
// told: the binding's own reading of lists and statuses, without a card.
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

// As cudnn_cnn.h has it: the compiler decides where the members lie.
typedef struct {
  int algorithm;
  int status;
  float time;
  size_t memory;
  int determinism;
  int math;
  int reserved[3];
} offer;

static size_t version = 92400;
static size_t cudart = 13030;
static offer offers[40];
static size_t needed[40];
static int count;
static char log_text[8192];
static const char* failing = "";
static char failing_name[128];
static int failing_status;
static int live;
static int math = -1;

void stub_versions(size_t library, size_t runtime) {
  version = library;
  cudart = runtime;
}
void stub_offer(
    int algorithm, int status, size_t memory, int determinism, int math_type, size_t really) {
  offer next = {algorithm, status, 0.5f, memory, determinism, math_type, {-1, -1, -1}};
  needed[count] = really;
  offers[count++] = next;
}
// The next call of a function, and every later one, has this status.
void stub_fail(const char* function, int status) {
  strncpy(failing_name, function, sizeof failing_name - 1);
  failing = failing_name;
  failing_status = status;
}
const char* stub_log(void) { return log_text; }
int stub_live(void) { return live; }

static int note(const char* function, const char* format, ...) {
  size_t used = strlen(log_text);
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(log_text + used, sizeof log_text - used, format, arguments);
  va_end(arguments);
  return strcmp(function, failing) == 0 ? failing_status : 0;
}
static int made(const char* function, void** into) {
  int status = note(function, "");
  if (status == 0) {
    *into = &offers[live++];
  }
  return status;
}
static int gone(void) {
  live--;
  return 0;
}

size_t cudnnGetVersion(void) { return version; }
size_t cudnnGetCudartVersion(void) { return cudart; }
const char* cudnnGetErrorString(int status) {
  return status == 2000 ? "CUDNN_STATUS_BAD_PARAM" : "CUDNN_STATUS_OTHER";
}
void cudnnGetLastErrorString(char* message, size_t bytes) {
  snprintf(message, bytes, "told to fail\n");
}
int cudnnCreate(void** handle) { return made(__func__, handle); }
int cudnnDestroy(void* handle) { return gone(); }
int cudnnSetStream(void* handle, void* stream) {
  return note(__func__, "stream %p\n", stream);
}

int cudnnCreateTensorDescriptor(void** desc) { return made(__func__, desc); }
int cudnnSetTensor4dDescriptor(void* desc, int format, int type, int n, int c, int h, int w) {
  return note(
      __func__, "tensor %d: format %d type %d %d %d %d %d\n", (int)((offer*)desc - offers), format,
      type, n, c, h, w);
}
int cudnnDestroyTensorDescriptor(void* desc) { return gone(); }
int cudnnCreateFilterDescriptor(void** desc) { return made(__func__, desc); }
int cudnnSetFilter4dDescriptor(void* desc, int type, int format, int k, int c, int h, int w) {
  return note(
      __func__, "filter %d: format %d type %d %d %d %d %d\n", (int)((offer*)desc - offers), format,
      type, k, c, h, w);
}
int cudnnDestroyFilterDescriptor(void* desc) { return gone(); }
int cudnnCreateConvolutionDescriptor(void** desc) { return made(__func__, desc); }
int cudnnSetConvolution2dDescriptor(
    void* desc, int pad_y, int pad_x, int stride_y, int stride_x, int dilation_y, int dilation_x,
    int mode, int compute) {
  return note(
      __func__, "convolution %d: pad %d %d stride %d %d dilation %d %d mode %d compute %d\n",
      (int)((offer*)desc - offers), pad_y, pad_x, stride_y, stride_x, dilation_y, dilation_x, mode,
      compute);
}
int cudnnSetConvolutionMathType(void* desc, int wanted) {
  math = wanted;
  return note(__func__, "math %d\n", wanted);
}
int cudnnDestroyConvolutionDescriptor(void* desc) { return gone(); }

static int list(
    const char* function, void* a, void* b, void* convolution, void* c, int wanted, int* found,
    offer* results) {
  int status = note(
      function, "list %d %d %d %d\n", (int)((offer*)a - offers), (int)((offer*)b - offers),
      (int)((offer*)convolution - offers), (int)((offer*)c - offers));
  *found = 0;
  for (int i = 0; status == 0 && i < count && i < wanted; i++) {
    results[(*found)++] = offers[i];
  }
  return status;
}
// The first that was offered with this number and arithmetic tells its need.
static int size(const char* function, int algorithm, size_t* bytes) {
  int status = note(function, "size of %d\n", algorithm);
  *bytes = 0;
  for (int i = 0; i < count; i++) {
    if (offers[i].algorithm == algorithm) {
      *bytes = needed[i];
    }
  }
  return status;
}
static int run(
    const char* function, const float* alpha, void* a, void* a_at, void* b, void* b_at, int algorithm,
    void* workspace, size_t bytes, const float* beta, void* c, void* c_at) {
  return note(
      function, "%s %g * (%d at %p, %d at %p) + %g * %d at %p, algorithm %d, math %d, %zu at %p\n",
      function, *alpha, (int)((offer*)a - offers), a_at, (int)((offer*)b - offers), b_at, *beta,
      (int)((offer*)c - offers), c_at, algorithm, math, bytes, workspace);
}

#define PASS(HEURISTIC, SIZE, RUN)                                                                 \
  int HEURISTIC(                                                                                   \
      void* handle, void* a, void* b, void* convolution, void* c, int wanted, int* found,          \
      offer* results) {                                                                            \
    return list(__func__, a, b, convolution, c, wanted, found, results);                           \
  }                                                                                                \
  int SIZE(                                                                                        \
      void* handle, void* a, void* b, void* convolution, void* c, int algorithm, size_t* bytes) {  \
    return size(__func__, algorithm, bytes);                                                       \
  }                                                                                                \
  int RUN(                                                                                         \
      void* handle, const float* alpha, void* a, void* a_at, void* b, void* b_at,                  \
      void* convolution, int algorithm, void* workspace, size_t bytes, const float* beta, void* c, \
      void* c_at) {                                                                                \
    return run(                                                                                    \
        __func__, alpha, a, a_at, b, b_at, algorithm, workspace, bytes, beta, c, c_at);            \
  }

PASS(
    cudnnGetConvolutionForwardAlgorithm_v7,
    cudnnGetConvolutionForwardWorkspaceSize,
    cudnnConvolutionForward)
PASS(
    cudnnGetConvolutionBackwardFilterAlgorithm_v7,
    cudnnGetConvolutionBackwardFilterWorkspaceSize,
    cudnnConvolutionBackwardFilter)
PASS(
    cudnnGetConvolutionBackwardDataAlgorithm_v7,
    cudnnGetConvolutionBackwardDataWorkspaceSize,
    cudnnConvolutionBackwardData)
