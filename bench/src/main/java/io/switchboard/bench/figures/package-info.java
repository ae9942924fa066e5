/**
 * What is told of a run, as values: samples, what follows from them, goals, and whether these are
 * met. Decides, does nothing.
 */
package io.switchboard.bench.figures;
