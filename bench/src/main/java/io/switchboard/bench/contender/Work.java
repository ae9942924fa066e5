package io.switchboard.bench.contender;

import org.HdrHistogram.Histogram;

/**
 * What came out of a run of several workers at once.
 *
 * @param events written or read
 * @param batches committed, or read and acknowledged
 * @param seconds from the start to the end of the last worker
 * @param latencyMicros of each batch
 */
public record Work(long events, long batches, double seconds, Histogram latencyMicros) {}
