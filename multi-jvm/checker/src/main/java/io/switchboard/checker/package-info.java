/**
 * Records what clients of Switchboard did and saw, and checks it against the promises: nothing
 * acknowledged is lost, nothing is there twice, batches are whole and in order, and a repeated read
 * is the same batch.
 *
 * <p>Record with {@link io.switchboard.checker.History}, judge with {@link
 * io.switchboard.checker.Checker}. The kinds of violation bear the names of Jepsen's Kafka workload
 * where they fit.
 */
package io.switchboard.checker;
