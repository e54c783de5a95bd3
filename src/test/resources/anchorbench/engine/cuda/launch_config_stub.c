/* What a C compiler finds in a CUlaunchConfig, whose declaration cuda.h has since CUDA 11.8. */
typedef struct {
  unsigned int id;
  char pad[8 - sizeof(unsigned int)];
  union {
    char pad[64];
    int programmaticStreamSerializationAllowed;
  } value;
} CUlaunchAttribute;

typedef struct {
  unsigned int gridDimX;
  unsigned int gridDimY;
  unsigned int gridDimZ;
  unsigned int blockDimX;
  unsigned int blockDimY;
  unsigned int blockDimZ;
  unsigned int sharedMemBytes;
  void* hStream;
  CUlaunchAttribute* attrs;
  unsigned int numAttrs;
} CUlaunchConfig;

void read_config(const CUlaunchConfig* config, long long* into) {
  *into++ = config->gridDimX;
  *into++ = config->gridDimY;
  *into++ = config->gridDimZ;
  *into++ = config->blockDimX;
  *into++ = config->blockDimY;
  *into++ = config->blockDimZ;
  *into++ = config->sharedMemBytes;
  *into++ = (long long)config->hStream;
  *into++ = config->numAttrs;
  *into++ = config->attrs[0].id;
  *into++ = config->attrs[0].value.programmaticStreamSerializationAllowed;
}
