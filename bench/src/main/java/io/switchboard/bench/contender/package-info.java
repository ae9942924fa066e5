/**
 * The ways of doing a workload, Switchboard's, Kafka's own and an HTTP bridge's, and the loops that
 * are the same for all of them. Knows nothing of how they are measured.
 */
package io.switchboard.bench.contender;
