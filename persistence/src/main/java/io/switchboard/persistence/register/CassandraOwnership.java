package io.switchboard.persistence.register;

import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.servererrors.QueryValidationException;
import io.switchboard.core.model.Digest;
import io.switchboard.core.model.LaneId;
import io.switchboard.core.model.SessionId;
import io.switchboard.core.port.Ownership;
import io.switchboard.persistence.PersistenceSettings;
import io.switchboard.persistence.cql.SharedSession;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The register in Cassandra. What is subtle about it is the answer that does not come: a
 * compare-and-set that timed out may have been applied, or may be applied later.
 *
 * <p>A claim settles that by reading the row serially. Each compare-and-set names an epoch, and an
 * epoch is used once, so that the row tells: the next epoch with our lane means that the claim
 * succeeded, whichever attempt it was; the same epoch means that it may be repeated as it is;
 * everything else means that another owner was faster. "Not applied" is treated in the same way,
 * because the first attempt may have been our own.
 *
 * <p>Thread-safe and never blocking. Stages complete on threads of the driver, so continuations
 * must be short. Every operation ends after at most {@code registerAttempts} tries, each with as
 * many re-reads, each bounded by {@code registerTimeout}; the stage then fails with {@link
 * RegisterUnavailableException}, and nothing is known.
 */
public final class CassandraOwnership implements Ownership {
  private static final int BACK_OFF_MS = 50;

  private final RegisterStatements statements;
  private final int attempts;

  /** Uses the tables of the settings' keyspace. */
  public CassandraOwnership(SharedSession session, PersistenceSettings settings) {
    this.statements = new RegisterStatements(session, settings.keyspace());
    this.attempts = settings.registerAttempts();
  }

  @Override
  public CompletionStage<Row> read(SessionId session) {
    return repeated("reading", session, () -> readOrInsert(session));
  }

  private CompletionStage<Row> readOrInsert(SessionId session) {
    return select(session)
        .thenCompose(
            row ->
                row.isPresent()
                    ? CompletableFuture.completedFuture(row.get())
                    : statements
                        .insert(session.value(), UUID.randomUUID())
                        // Whoever made it, us or somebody beside us: what counts is what is there.
                        .thenCompose(inserted -> existing(session)));
  }

  @Override
  public CompletionStage<Row> claim(SessionId session, Row seen, Claim claim) {
    return claim(session, seen, claim, UUID.randomUUID(), 1);
  }

  private CompletionStage<Row> claim(
      SessionId session, Row seen, Claim claim, UUID attempt, int nth) {
    return outcome(statements.claim(session.value(), seen.epoch(), claim, attempt))
        .thenCompose(
            outcome ->
                outcome.applied()
                    ? claimed(session, seen, claim)
                    : settle(session, seen, claim, attempt, nth, outcome));
  }

  /**
   * The claim carries the manifest as it is. One that was seen is looked at again: clearing it
   * leaves the epoch alone, so the owner before may have done that meanwhile.
   */
  private CompletionStage<Row> claimed(SessionId session, Row seen, Claim claim) {
    return seen.spilled().isEmpty()
        ? CompletableFuture.completedFuture(rowOf(seen.epoch() + 1, claim))
        : repeated("reading after a claim of", session, () -> existing(session));
  }

  private CompletionStage<Row> settle(
      SessionId session, Row seen, Claim claim, UUID attempt, int nth, Outcome outcome) {
    return repeated("settling a claim of", session, () -> existing(session))
        .thenCompose(
            row -> {
              if (row.epoch() != seen.epoch()) {
                return CompletableFuture.completedFuture(row);
              }
              requireAnotherAttempt("claiming ", session, nth, outcome);
              return later(nth, () -> claim(session, seen, claim, attempt, nth + 1));
            });
  }

  private void requireAnotherAttempt(String what, SessionId session, int nth, Outcome outcome) {
    if (nth >= attempts) {
      throw new RegisterUnavailableException(
          what + session + " had no known outcome in " + nth + " attempts", outcome.failure());
    }
  }

  @Override
  public CompletionStage<Boolean> checkpoint(SessionId session, long epoch, Claim claim) {
    // Unknown stays unknown: applied late it writes an older but matching pair.
    return known(
        "checkpoint of",
        session,
        statements
            .checkpoint(session.value(), epoch, claim, UUID.randomUUID())
            .thenApply(AsyncResultSet::wasApplied));
  }

  @Override
  public CompletionStage<Boolean> signOff(
      SessionId session, long epoch, LaneId owner, Published published) {
    return known(
        "signing off",
        session,
        statements
            .signOff(session.value(), epoch, owner, published, UUID.randomUUID())
            .thenApply(result -> result.wasApplied() || isSignedOff(result, epoch + 1)));
  }

  /**
   * "Not applied" because a first attempt of the coordinator already was: only the owner of an
   * epoch can have signed off with the next one.
   */
  private static boolean isSignedOff(AsyncResultSet result, long epoch) {
    com.datastax.oss.driver.api.core.cql.Row row = result.one();
    return row != null
        && row.getColumnDefinitions().contains("owner")
        && row.getLong("epoch") == epoch
        && RegisterStatements.NOBODY.equals(row.getString("owner"));
  }

  @Override
  public CompletionStage<Boolean> spill(
      SessionId session, long epoch, LaneId owner, Spilled spilled, Optional<Published> settled) {
    return known(
        "leaving batches of",
        session,
        statements
            .spill(session.value(), epoch, owner, spilled, settled, UUID.randomUUID())
            .thenCompose(
                result ->
                    result.wasApplied()
                        ? CompletableFuture.completedFuture(true)
                        : isSpilled(session, spilled)));
  }

  /**
   * "Not applied" because an earlier attempt was: nobody but the owner of an epoch writes a
   * manifest of it.
   */
  private CompletionStage<Boolean> isSpilled(SessionId session, Spilled spilled) {
    return existing(session).thenApply(row -> row.spilled().equals(Optional.of(spilled)));
  }

  @Override
  public CompletionStage<Boolean> clearSpill(SessionId session, long epoch, Claim claim) {
    return clearSpill(session, epoch, claim, UUID.randomUUID(), 1);
  }

  private CompletionStage<Boolean> clearSpill(
      SessionId session, long epoch, Claim claim, UUID attempt, int nth) {
    return outcome(statements.clearSpill(session.value(), epoch, claim, attempt))
        .thenCompose(
            outcome ->
                outcome.applied()
                    ? CompletableFuture.completedFuture(true)
                    : settleClearing(session, epoch, claim, attempt, nth, outcome));
  }

  /** A late first attempt writes the same again, and only while the epoch is ours: no harm. */
  private CompletionStage<Boolean> settleClearing(
      SessionId session, long epoch, Claim claim, UUID attempt, int nth, Outcome outcome) {
    return repeated("settling what is left of", session, () -> existing(session))
        .thenCompose(
            row -> {
              if (!row.isOwnedBy(claim.owner(), epoch) || row.spilled().isEmpty()) {
                return CompletableFuture.completedFuture(row.isOwnedBy(claim.owner(), epoch));
              }
              requireAnotherAttempt("clearing what is left of ", session, nth, outcome);
              return later(nth, () -> clearSpill(session, epoch, claim, attempt, nth + 1));
            });
  }

  private CompletionStage<Row> existing(SessionId session) {
    return select(session)
        .thenApply(
            row ->
                row.orElseThrow(
                    () ->
                        new IllegalStateException(
                            "the register has no row of "
                                + session
                                + ", although it had one: rows must never be deleted")));
  }

  private CompletionStage<Optional<Row>> select(SessionId session) {
    return statements
        .select(session.value())
        .thenApply(result -> Optional.ofNullable(result.one()).map(CassandraOwnership::rowOf));
  }

  private static Row rowOf(com.datastax.oss.driver.api.core.cql.Row row) {
    String owner = row.getString("owner");
    ByteBuffer digest = row.getByteBuffer("last_digest");
    return new Row(
        row.getLong("epoch"),
        owner == null || owner.isEmpty() ? Optional.empty() : Optional.of(new LaneId(owner)),
        row.getInt("ledger_partition"),
        row.getLong("ledger_position"),
        new Published(row.getLong("last_seq"), digestOf(digest)),
        row.getInt("holder"),
        SpillManifest.decode(row.getByteBuffer("spill")));
  }

  private static Optional<Digest> digestOf(ByteBuffer stored) {
    if (stored == null || !stored.hasRemaining()) {
      return Optional.empty();
    }
    byte[] bytes = new byte[stored.remaining()];
    stored.duplicate().get(bytes);
    return Optional.of(Digest.of(bytes));
  }

  private static Row rowOf(long epoch, Claim claim) {
    return new Row(
        epoch,
        Optional.of(claim.owner()),
        claim.ledgerPartition(),
        claim.ledgerPosition(),
        claim.published(),
        claim.holder(),
        Optional.empty());
  }

  /**
   * Repeats what may be repeated without harm; every failure but a wrong statement is temporary.
   */
  private <T> CompletionStage<T> repeated(
      String what, SessionId session, Supplier<CompletionStage<T>> step) {
    return repeated(what, session, step, 1);
  }

  private <T> CompletionStage<T> repeated(
      String what, SessionId session, Supplier<CompletionStage<T>> step, int nth) {
    return step.get()
        .exceptionallyCompose(
            thrown -> {
              Throwable failure = unwrapped(thrown);
              if (!isTemporary(failure)) {
                return CompletableFuture.failedFuture(failure);
              }
              if (nth >= attempts) {
                return CompletableFuture.failedFuture(
                    new RegisterUnavailableException(
                        what + " " + session + " failed " + nth + " times", failure));
              }
              return later(nth, () -> repeated(what, session, step, nth + 1));
            });
  }

  private static <T> CompletionStage<T> known(
      String what, SessionId session, CompletionStage<T> stage) {
    return stage.exceptionallyCompose(
        thrown -> {
          Throwable failure = unwrapped(thrown);
          return CompletableFuture.failedFuture(
              isTemporary(failure)
                  ? new RegisterUnavailableException(
                      what + " " + session + " has an unknown outcome", failure)
                  : failure);
        });
  }

  private static CompletionStage<Outcome> outcome(CompletionStage<AsyncResultSet> stage) {
    return stage
        .thenApply(result -> new Outcome(result.wasApplied(), null))
        .exceptionallyCompose(
            thrown -> {
              Throwable failure = unwrapped(thrown);
              return isTemporary(failure)
                  ? CompletableFuture.completedFuture(new Outcome(false, failure))
                  : CompletableFuture.failedFuture(failure);
            });
  }

  /** Time-outs, lost connections, overload: everything but a statement that can never succeed. */
  private static boolean isTemporary(Throwable failure) {
    return (failure instanceof DriverException && !(failure instanceof QueryValidationException))
        || failure instanceof java.util.concurrent.TimeoutException;
  }

  private static Throwable unwrapped(Throwable thrown) {
    return thrown instanceof CompletionException && thrown.getCause() != null
        ? thrown.getCause()
        : thrown;
  }

  /** After a jittered pause, so that two claimers do not keep colliding. */
  private static <T> CompletionStage<T> later(int nth, Supplier<CompletionStage<T>> step) {
    long pauseMs = ThreadLocalRandom.current().nextLong(1, (long) BACK_OFF_MS * nth + 1);
    Executor paused = CompletableFuture.delayedExecutor(pauseMs, TimeUnit.MILLISECONDS);
    return CompletableFuture.supplyAsync(step, paused).thenCompose(stage -> stage);
  }

  /** Applied for certain, or not known to be, with what went wrong if anything did. */
  private record Outcome(boolean applied, Throwable failure) {}
}
