/** Convolutions on the processor: what they promise, and how products of matrices make one. */
package anchorbench.engine.cpu.convolution;
