// A library with cuBLASLt's functions that answers as a test tells it to: the binding's own
// reading of statuses and results, without a card.
#include <stddef.h>
#include <string.h>

static int heuristic_status;
static int heuristic_found = 1;
static int epilogue;
static int live;

void stub_answer(int status, int found) {
  heuristic_status = status;
  heuristic_found = found;
}
int stub_live(void) { return live; }

static int made(void** into) {
  live++;
  *into = &live;
  return 0;
}
static int gone(void) {
  live--;
  return 0;
}

size_t cublasLtGetVersion(void) { return 130100; }
int cublasLtCreate(void** handle) { return made(handle); }
int cublasLtDestroy(void* handle) { return gone(); }
int cublasLtMatmulDescCreate(void** desc, int compute, int scale) {
  epilogue = 1;
  return made(desc);
}
int cublasLtMatmulDescSetAttribute(void* desc, int attribute, const void* value, size_t bytes) {
  if (attribute == 7) {  // CUBLASLT_MATMUL_DESC_EPILOGUE
    memcpy(&epilogue, value, sizeof(int));
  }
  return 0;
}
int cublasLtMatmulDescDestroy(void* desc) { return gone(); }
int cublasLtMatrixLayoutCreate(
    void** layout, int type, unsigned long rows, unsigned long columns, long ld) {
  return made(layout);
}
int cublasLtMatrixLayoutDestroy(void* layout) { return gone(); }
int cublasLtMatmulPreferenceCreate(void** preference) { return made(preference); }
int cublasLtMatmulPreferenceSetAttribute(
    void* preference, int attribute, const void* value, size_t bytes) {
  return 0;
}
int cublasLtMatmulPreferenceDestroy(void* preference) { return gone(); }
// A result: the algorithm (64 bytes), the workspace, the status.
int cublasLtMatmulAlgoGetHeuristic(
    void* handle,
    void* desc,
    void* a,
    void* b,
    void* c,
    void* d,
    void* preference,
    int wanted,
    char* results,
    int* found) {
  // Only products with an epilogue meet the trouble.
  int status = epilogue == 1 ? 0 : heuristic_status;
  *found = epilogue == 1 ? 1 : heuristic_found;
  memset(results, 0, 96);
  return status;
}
int cublasLtMatmulAlgoConfigGetAttribute(
    const void* algorithm, int attribute, void* value, size_t bytes, size_t* written) {
  memset(value, 0, bytes);
  *written = bytes;
  return 0;
}
int cublasLtMatmul(void) { return 0; }
