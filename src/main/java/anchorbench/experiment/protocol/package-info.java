/**
 * The settings of an experiment: all that decides its outcome, in groups, as it is stored with it.
 * What they ask for is refused here if it is impossible whatever the images.
 */
package anchorbench.experiment.protocol;
