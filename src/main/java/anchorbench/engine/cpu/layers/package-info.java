/**
 * The layers of a network that work on images, on the processor. Images lie as [rows, height,
 * width, channels], so that channels fill vectors whatever their number, and go through all layers
 * a few at a time, so that they stay in the cache from one layer to the next.
 */
package anchorbench.engine.cpu.layers;
