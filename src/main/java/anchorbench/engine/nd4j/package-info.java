/**
 * ND4J, the array library of the Java world, each kernel in the fastest form found; the forms that
 * were tried and their times are in docs/decisions/0007.
 */
package anchorbench.engine.nd4j;
