package anchorbench.statistics;

/**
 * What is known of a variance.
 *
 * @param value the estimate
 * @param degrees degrees of freedom of the chi-square that it would follow; infinite if the
 *     variance is taken as known
 */
public record VarianceEstimate(double value, double degrees) {}
