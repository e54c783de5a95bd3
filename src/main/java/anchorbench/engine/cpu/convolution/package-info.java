/** Convolutions on the processor: what they promise, and the way without a library of them. */
package anchorbench.engine.cpu.convolution;
