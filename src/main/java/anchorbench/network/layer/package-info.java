/** The kinds of layers that a network is made of, and what each does to the shape of an image. */
package anchorbench.network.layer;
