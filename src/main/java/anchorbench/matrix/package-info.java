/**
 * Experiments side by side: what they say together, and how differently. Reads records and knows
 * what is in them, not how it came to be.
 */
package anchorbench.matrix;
