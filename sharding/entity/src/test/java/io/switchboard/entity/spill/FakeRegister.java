package io.switchboard.entity.spill;

import io.switchboard.core.model.LaneId;
import io.switchboard.core.model.SessionId;
import io.switchboard.core.port.Ownership;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** Rows that are read and spilled into; what else happens to them, tests do. */
final class FakeRegister implements Ownership {
  private final Map<SessionId, Row> rows = new ConcurrentHashMap<>();

  /** Claims the row just before the next spill. */
  volatile Optional<LaneId> overtakenBy = Optional.empty();

  /** So many spills are applied without an answer. */
  volatile int losesAnswers;

  /** Claims the row when an answer was lost. */
  volatile Optional<LaneId> nextOwnerAfterLoss = Optional.empty();

  /** Nothing is answered about this session. */
  volatile Optional<SessionId> unknown = Optional.empty();

  void put(SessionId session, LaneId owner, long epoch) {
    rows.put(
        session, new Row(epoch, Optional.of(owner), 1, 0, Published.NOTHING, 0, Optional.empty()));
  }

  Row row(SessionId session) {
    return rows.get(session);
  }

  @Override
  public CompletionStage<Row> read(SessionId session) {
    return unknown.filter(session::equals).isPresent()
        ? failed()
        : CompletableFuture.completedFuture(rows.get(session));
  }

  @Override
  public CompletionStage<Boolean> spill(
      SessionId session, long epoch, LaneId owner, Spilled spilled, Optional<Published> settled) {
    overtakenBy.ifPresent(lane -> claimed(session, lane));
    Row row = rows.get(session);
    if (!row.isOwnedBy(owner, epoch)) {
      return CompletableFuture.completedFuture(false);
    }
    rows.put(
        session,
        new Row(
            epoch + 1,
            settled.isPresent() ? Optional.empty() : row.owner(),
            row.ledgerPartition(),
            row.ledgerPosition(),
            settled.orElse(row.published()),
            row.holder(),
            Optional.of(spilled)));
    if (losesAnswers > 0) {
      losesAnswers--;
      nextOwnerAfterLoss.ifPresent(lane -> claimed(session, lane));
      return failed();
    }
    return CompletableFuture.completedFuture(true);
  }

  private void claimed(SessionId session, LaneId lane) {
    Row row = rows.get(session);
    rows.put(
        session,
        new Row(row.epoch() + 1, Optional.of(lane), 2, 0, row.published(), 0, row.spilled()));
  }

  private static <T> CompletionStage<T> failed() {
    return CompletableFuture.failedFuture(new IllegalStateException("no answer"));
  }

  @Override
  public CompletionStage<Row> claim(SessionId session, Row seen, Claim claim) {
    throw new UnsupportedOperationException("claimed by sessions only");
  }

  @Override
  public CompletionStage<Boolean> checkpoint(SessionId session, long epoch, Claim claim) {
    throw new UnsupportedOperationException("done by sessions only");
  }

  @Override
  public CompletionStage<Boolean> signOff(
      SessionId session, long epoch, LaneId owner, Published published) {
    throw new UnsupportedOperationException("done by sessions only");
  }

  @Override
  public CompletionStage<Boolean> clearSpill(SessionId session, long epoch, Claim claim) {
    throw new UnsupportedOperationException("done by sessions only");
  }
}
