// A management library for the cards of libcuda_stub.c: nobody is on the first, ten processes are
// on the second, more than fit into a first list, and of the third nothing is told.
#include <stdio.h>
#include <string.h>

#define NO_PERMISSION 4
#define INSUFFICIENT_SIZE 7

typedef struct {
  unsigned pid;
  unsigned long long memory;
  unsigned gpu_instance;
  unsigned compute_instance;
} process;

int nvmlInit_v2(void) { return 0; }
int nvmlDeviceGetHandleByPciBusId_v2(const char* id, long* device) {
  int read = sscanf(id, "0000:%ld:00.0", device);
  *device /= 10;  // 17, 27 and 37
  return read == 1 ? 0 : 6;
}
int nvmlDeviceGetClockInfo(long device, int type, unsigned* clock) { return NO_PERMISSION; }
int nvmlDeviceGetMemoryInfo(long device, unsigned long long* memory) {
  memory[0] = 81559ULL << 20;
  memory[1] = (81000ULL - device) << 20;
  memory[2] = memory[0] - memory[1];
  return device == 3 ? NO_PERMISSION : 0;
}
int nvmlDeviceGetComputeRunningProcesses_v3(long device, unsigned* count, process* infos) {
  if (device == 3) {
    return NO_PERMISSION;
  }
  unsigned there = device == 2 ? 10 : 0;
  unsigned room = *count;
  *count = there;
  if (room < there) {
    return INSUFFICIENT_SIZE;
  }
  for (unsigned i = 0; i < there; i++) {
    infos[i].pid = 4000 + i;
    infos[i].memory = i == 9 ? -1ULL : (100ULL + i) << 20;
    infos[i].gpu_instance = infos[i].compute_instance = -1;
  }
  return 0;
}
