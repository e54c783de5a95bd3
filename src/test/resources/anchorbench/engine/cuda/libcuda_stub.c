// A driver of two or three cards that can be asked about and not be used: what `doctor` and the
// options that name cards do before anything is started. STUB_CARDS is how many; the last of three
// is too old. Like the driver it shows none where CUDA_VISIBLE_DEVICES is empty.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NO_DEVICE 100

static int count(void) {
  const char* cards = getenv("STUB_CARDS");
  return cards ? atoi(cards) : 2;
}

int cuInit(unsigned flags) {
  const char* visible = getenv("CUDA_VISIBLE_DEVICES");
  return visible && !*visible ? NO_DEVICE : 0;
}
int cuDriverGetVersion(int* version) {
  *version = 12040;
  return 0;
}
int cuGetErrorName(int error, const char** name) {
  *name = error == NO_DEVICE ? "CUDA_ERROR_NO_DEVICE" : "CUDA_ERROR_UNKNOWN";
  return 0;
}
int cuGetErrorString(int error, const char** text) {
  *text = error == NO_DEVICE ? "no CUDA-capable device is detected" : "unknown error";
  return 0;
}
int cuDeviceGetCount(int* into) {
  *into = count();
  return 0;
}
int cuDeviceGet(int* device, int ordinal) {
  *device = ordinal;
  return 0;
}
int cuDeviceGetName(char* name, int length, int device) {
  snprintf(name, length, device == 2 ? "Tesla V100" : "NVIDIA H100");
  return 0;
}
int cuDeviceGetPCIBusId(char* id, int length, int device) {
  snprintf(id, length, "0000:%d7:00.0", device + 1);
  return 0;
}
int cuDeviceGetAttribute(int* value, int attribute, int device) {
  *value = attribute == 75 ? (device == 2 ? 7 : 9) : 0;
  return 0;
}
int cuDeviceTotalMem_v2(size_t* bytes, int device) {
  *bytes = 80UL << 30;
  return 0;
}

// To open a context only to list a card is to be avoided; whoever does it is told.
int cuDevicePrimaryCtxRetain(void** context, int device) {
  fprintf(stderr, "a context was opened on card %d\n", device);
  return 999;
}

// Bound, and not called.
#define UNUSED(name) \
  int name(void) { return 999; }
UNUSED(cuCtxSetCurrent)
UNUSED(cuMemGetInfo_v2)
UNUSED(cuMemAlloc_v2)
UNUSED(cuMemFree_v2)
UNUSED(cuMemHostAlloc)
UNUSED(cuMemFreeHost)
UNUSED(cuMemcpyHtoDAsync_v2)
UNUSED(cuMemcpyDtoHAsync_v2)
UNUSED(cuMemcpyDtoDAsync_v2)
UNUSED(cuMemsetD8Async)
UNUSED(cuMemsetD32Async)
UNUSED(cuModuleLoadDataEx)
UNUSED(cuModuleUnload)
UNUSED(cuModuleGetFunction)
UNUSED(cuFuncGetAttribute)
UNUSED(cuFuncSetAttribute)
UNUSED(cuOccupancyMaxActiveBlocksPerMultiprocessor)
UNUSED(cuLaunchKernel)
UNUSED(cuLaunchKernelEx)
UNUSED(cuLaunchCooperativeKernel)
UNUSED(cuStreamCreate)
UNUSED(cuStreamSynchronize)
UNUSED(cuStreamWaitEvent)
UNUSED(cuStreamDestroy_v2)
UNUSED(cuEventCreate)
UNUSED(cuEventRecord)
UNUSED(cuEventRecordWithFlags)
UNUSED(cuEventSynchronize)
UNUSED(cuEventElapsedTime)
UNUSED(cuEventDestroy_v2)
UNUSED(cuStreamBeginCapture_v2)
UNUSED(cuStreamEndCapture)
UNUSED(cuGraphGetNodes)
UNUSED(cuGraphInstantiateWithFlags)
UNUSED(cuGraphUpload)
UNUSED(cuGraphLaunch)
UNUSED(cuGraphExecDestroy)
UNUSED(cuGraphDestroy)
