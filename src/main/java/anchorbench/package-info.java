/**
 * A benchmark harness and context for triplet networks.
 *
 * <p>The packages are the stations of the data's way: {@code data} reads images, {@code triplet}
 * chooses anchors and triplets, {@code network} defines what is trained, {@code engine} runs it on
 * a device, {@code experiment} compares anchors, {@code result} writes it down.
 */
package anchorbench;
