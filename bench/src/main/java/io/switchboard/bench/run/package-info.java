/**
 * The runs, one for each group of workloads: each starts what it needs, lets contenders work by
 * turns, and gives back figures.
 */
package io.switchboard.bench.run;
