package io.switchboard.multijvm.chaos;

import java.util.List;
import java.util.Map;

/**
 * What came out of one round, as it is kept.
 *
 * @param run the seed of the first round of the run that this one belongs to
 * @param commit of the checkout, if it is one
 * @param waits by kind of fault: every session's longest wait after it, sorted, in ms
 * @param selfEnded nodes that ended by themselves, mostly as the others had given them up
 * @param figures of the clients' history
 * @param problems what did not hold; empty if all did
 */
record RoundResult(
    long run,
    long seed,
    String at,
    String commit,
    String scenario,
    Map<String, List<Long>> waits,
    int selfEnded,
    String figures,
    List<String> problems) {
  boolean isGood() {
    return problems.isEmpty();
  }
}
