package io.switchboard.kafka.lane;

import io.switchboard.core.model.SessionId;
import io.switchboard.core.port.ProducerLane.Outcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/**
 * What a lane knows of its sessions: which are revoked up to which epoch, what is under way, what
 * was committed last; and the lane's budget. Not thread-safe.
 *
 * <p>An entry is kept for the life of the lane: forgetting what was committed would answer a later
 * revoke with "nothing", and the batch would be published twice. {@link #isFull} is the sign to
 * relieve the lane.
 */
final class LaneBook {
  private final long maxBytes;
  private final int maxBatches;
  private final int maxSessions;
  private final Map<SessionId, Page> pages = new HashMap<>();
  private long bytes;
  private int batches;

  LaneBook(long maxBytes, int maxBatches, int maxSessions) {
    this.maxBytes = maxBytes;
    this.maxBatches = maxBatches;
    this.maxSessions = maxSessions;
  }

  private static final class Page {
    private long revokedEpoch = -1;
    private long lastSeq = -1;
    private int underWay;
    private boolean suspect;
    private List<CompletableFuture<OptionalLong>> revokers = List.of();

    OptionalLong last() {
      return lastSeq < 0 ? OptionalLong.empty() : OptionalLong.of(lastSeq);
    }
  }

  /** Lets a batch in, or says why not. A batch that was let in must be {@link #close closed}. */
  Optional<Outcome> open(Work work) {
    Page known = pages.get(work.session());
    if (known != null && work.epoch() <= known.revokedEpoch) {
      // Not in Kafka for certain; but its owner has lost the right to publish and must acquire
      // again.
      return Optional.of(
          new Outcome.Unknown(
              "epoch " + work.epoch() + " of this session was revoked on this lane"));
    }
    // A batch above the whole budget is let in when it is the only one.
    if (batches > 0 && (batches >= maxBatches || bytes + work.budgetBytes() > maxBytes)) {
      return Optional.of(
          new Outcome.NotPublished(
              "the lane holds " + batches + " batches with " + bytes + " bytes", true));
    }
    bytes += work.budgetBytes();
    batches++;
    pages.computeIfAbsent(work.session(), s -> new Page()).underWay++;
    return Optional.empty();
  }

  /** Ends a batch; returns the revokes that it was the last to hold up, with their answer. */
  List<Revoked> close(Work work, boolean committed) {
    bytes -= work.budgetBytes();
    batches--;
    Page page = pages.get(work.session());
    page.underWay--;
    if (committed) {
      page.lastSeq = Math.max(page.lastSeq, work.seq());
      page.suspect = false;
    }
    if (page.underWay > 0 || page.revokers.isEmpty()) {
      return List.of();
    }
    List<CompletableFuture<OptionalLong>> ready = page.revokers;
    page.revokers = List.of();
    return ready.stream().map(revoker -> new Revoked(revoker, page.last())).toList();
  }

  /**
   * Shuts the session out up to an epoch.
   *
   * @param revoker completed by the caller when {@link #close} returns it, if it has to wait
   * @return the answer, if it need not wait
   */
  Optional<Revoked> revoke(SessionId session, long epoch, CompletableFuture<OptionalLong> revoker) {
    Page page = pages.computeIfAbsent(session, s -> new Page());
    page.revokedEpoch = Math.max(page.revokedEpoch, epoch);
    if (page.underWay == 0) {
      return Optional.of(new Revoked(revoker, page.last()));
    }
    page.revokers = new ArrayList<>(page.revokers);
    page.revokers.add(revoker);
    return Optional.empty();
  }

  /**
   * This session's batch failed by its own fault: until one of it commits, its batches do not share
   * a transaction with others, so that who goes on sending bad batches delays nobody.
   */
  void suspect(SessionId session) {
    pages.get(session).suspect = true;
  }

  boolean isSuspect(SessionId session) {
    return pages.get(session).suspect;
  }

  /** Takes out the revokes that still wait; for a lane that died. */
  List<CompletableFuture<OptionalLong>> abandon() {
    List<CompletableFuture<OptionalLong>> waiting = new ArrayList<>();
    for (Page page : pages.values()) {
      waiting.addAll(page.revokers);
      page.revokers = List.of();
    }
    return waiting;
  }

  boolean isFull() {
    return pages.size() >= maxSessions;
  }

  int batches() {
    return batches;
  }

  long bytes() {
    return bytes;
  }

  /** A revoke and its answer. */
  record Revoked(CompletableFuture<OptionalLong> revoker, OptionalLong lastSeq) {
    void complete() {
      revoker.complete(lastSeq);
    }
  }
}
