/**
 * What ONNX Runtime says when a call does not fit: its own arena, the C++ library, CUDA, cuBLAS, cuDNN and WebGPU each in
 * their words. There is no code to go by.
 */
const words =
  /std::bad_alloc|bad allocation|out of memory|failed to allocate memory|available memory of \d+ is smaller|(?:cublas|cudnn)_status_alloc_failed|cudaErrorMemoryAllocation|CUDA failure 2\b/i;

/** Whether a graph call failed for want of memory: half as many samples may well fit. */
export const isOutOfMemory = (error: unknown): boolean => error instanceof Error && words.test(error.message);
