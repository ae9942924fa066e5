package io.switchboard.kafka.lane;

import io.switchboard.core.model.SessionId;
import io.switchboard.core.port.ProducerLane.Outcome;
import io.switchboard.core.port.ProducerLane.Refusal;
import io.switchboard.kafka.lane.SendFailure.Kind;
import io.switchboard.kafka.lane.SendFailures.Failed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What becomes of the batches of a transaction that was aborted for certain: the innocent go
 * together again, each suspect goes alone, and one that failed alone is answered.
 *
 * @param together to try again in one transaction
 * @param alone to try again, each in its own
 * @param answers definitely not in Kafka, and not tried again
 * @param suspects sessions whose own sends failed
 */
record AbortPlan(
    List<Work> together, List<Work> alone, Map<Work, Outcome> answers, Set<SessionId> suspects) {
  /** A batch whose sends failed that often without a definite reason is given back. */
  static final int MAX_FAILURES = 3;

  /** A suspect that is older is given back rather than tried again. */
  static final Duration MAX_SUSPECT_AGE = Duration.ofSeconds(5);

  /** An innocent batch that is older is given back too: its client has long tried again. */
  static final Duration MAX_AGE = Duration.ofSeconds(30);

  static AbortPlan of(List<Work> works, List<Failed> failures, long nowNanos) {
    Map<Integer, SendFailure> blamed = new HashMap<>();
    for (Failed failed : failures) {
      blamed.merge(
          failed.workIndex(), SendFailure.of(failed.error()), AbortPlan::theMoreDefiniteOf);
    }
    SendFailure ledger = blamed.remove(SendFailures.NOBODY);
    AbortPlan plan =
        new AbortPlan(new ArrayList<>(), new ArrayList<>(), new LinkedHashMap<>(), new HashSet<>());
    for (int i = 0; i < works.size(); i++) {
      SendFailure own = blamed.get(i);
      if (own != null) {
        plan.suspect(works.get(i), own, works.size() == 1, nowNanos);
      } else {
        plan.innocent(works.get(i), blamed.isEmpty() ? ledger : null, nowNanos);
      }
    }
    return plan;
  }

  private static SendFailure theMoreDefiniteOf(SendFailure a, SendFailure b) {
    return b.kind() == Kind.DEFINITE && a.kind() != Kind.DEFINITE ? b : a;
  }

  private void suspect(Work work, SendFailure failure, boolean wasAlone, long nowNanos) {
    suspects.add(work.session());
    if (failure.kind() == Kind.DEFINITE) {
      if (wasAlone) {
        Refusal refusal = failure.refusal().orElse(Refusal.INVALID);
        answers.put(work, new Outcome.Refused(refusal, failure.reason()));
      } else {
        work.setAlone();
        alone.add(work);
      }
    } else if (work.countFailure() >= MAX_FAILURES
        || work.ageNanos(nowNanos) > MAX_SUSPECT_AGE.toNanos()) {
      answers.put(work, new Outcome.NotPublished(failure.reason(), false));
    } else {
      work.setAlone();
      alone.add(work);
    }
  }

  /**
   * @param shared the ledger's own failure when that alone was to blame, or null
   */
  private void innocent(Work work, SendFailure shared, long nowNanos) {
    if (shared != null && work.countFailure() >= MAX_FAILURES) {
      answers.put(work, new Outcome.NotPublished("ledger: " + shared.reason(), false));
    } else if (work.ageNanos(nowNanos) > MAX_AGE.toNanos()) {
      answers.put(
          work, new Outcome.NotPublished("other batches' failures held it up too long", false));
    } else if (work.isAlone()) {
      alone.add(work);
    } else {
      together.add(work);
    }
  }
}
