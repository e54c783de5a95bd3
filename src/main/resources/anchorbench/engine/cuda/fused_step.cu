// A step's three kernels, compiled together for one network.

#include "fused.cu"
#include "fused_forward.cu"
#include "fused_triplets.cu"
#include "fused_update.cu"
