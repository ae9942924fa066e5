package io.switchboard.entity.simulator;

import io.switchboard.core.model.LaneId;
import io.switchboard.core.model.SessionId;
import io.switchboard.core.port.Ownership;
import io.switchboard.entity.simulator.ModelRegister.Outcome;
import io.switchboard.entity.simulator.SimNode.Loss;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The register as a node reaches it, with what the adapter to Cassandra promises: a claim of
 * unknown outcome is settled by reading again, "not applied" may be an earlier attempt of one's
 * own, and a failure means that nothing is known.
 */
final class RegisterClient implements Ownership {
  private static final int ATTEMPTS = 3;

  private final SimNode node;
  private final Faults faults;
  private final Scheduler scheduler;
  private final ModelRegister register;
  private final ModelKafka kafka;
  private final Control control;

  RegisterClient(SimNode node, World world) {
    this.node = node;
    this.faults = world.faults();
    this.scheduler = world.scheduler();
    this.register = world.register();
    this.kafka = world.kafka();
    this.control = world.control();
  }

  private static <T> CompletionStage<T> away(CompletableFuture<T> future, String what) {
    future.completeExceptionally(new IllegalStateException(what + ": the register is away"));
    return future;
  }

  @Override
  public CompletionStage<Row> read(SessionId session) {
    CompletableFuture<Row> read = new CompletableFuture<>();
    read(1, read);
    return read;
  }

  private void read(int nth, CompletableFuture<Row> read) {
    node.ask(
        "register: read",
        faults.strikes(Fault.REGISTER_AWAY) ? Loss.ANSWER : Loss.NOTHING,
        this::kept,
        row -> {
          if (row.isPresent()) {
            read.complete(row.get());
          } else if (nth >= ATTEMPTS) {
            away(read, "read");
          } else {
            read(nth + 1, read);
          }
        });
  }

  private Row kept() {
    Row row = register.row();
    return control == Control.HOLDER_ONLY_IN_THE_JOURNAL
        ? new Row(
            row.epoch(),
            row.owner(),
            row.ledgerPartition(),
            row.ledgerPosition(),
            row.published(),
            0,
            row.spilled())
        : row;
  }

  @Override
  public CompletionStage<Row> claim(SessionId session, Row seen, Claim claim) {
    CompletableFuture<Row> claimed = new CompletableFuture<>();
    claim(seen.epoch(), claim, 1, claimed);
    return claimed;
  }

  private void claim(long epoch, Claim claim, int nth, CompletableFuture<Row> claimed) {
    compareAndSet(
        "register: claim of " + (epoch + 1) + " by " + claim.owner(),
        () -> register.claim(epoch, claim),
        outcome -> {
          if (outcome.isPresent() && outcome.get().applied()) {
            claimed.complete(outcome.get().row());
          } else {
            settle(epoch, claim, nth, claimed);
          }
        });
  }

  private void settle(long epoch, Claim claim, int nth, CompletableFuture<Row> claimed) {
    CompletableFuture<Row> read = new CompletableFuture<>();
    read(1, read);
    read.whenComplete(
        (row, failure) -> {
          if (failure != null || (row.epoch() == epoch && nth >= ATTEMPTS)) {
            away(claimed, "claim");
          } else if (row.epoch() != epoch) {
            claimed.complete(row);
          } else {
            claim(epoch, claim, nth + 1, claimed);
          }
        });
  }

  @Override
  public CompletionStage<Boolean> checkpoint(SessionId session, long epoch, Claim claim) {
    boolean last = control == Control.CHECKPOINT_END_TAKEN_LAST;
    return known(
        "checkpoint",
        () -> register.checkpoint(epoch, last ? withEndNow(claim) : claim),
        Outcome::applied);
  }

  private Claim withEndNow(Claim claim) {
    long end = kafka.ledger(claim.ledgerPartition()).end();
    return new Claim(
        claim.owner(), claim.ledgerPartition(), end, claim.published(), claim.holder());
  }

  @Override
  public CompletionStage<Boolean> signOff(
      SessionId session, long epoch, LaneId owner, Published published) {
    return known(
        "sign-off",
        () -> register.signOff(epoch, owner, published),
        outcome ->
            outcome.applied()
                || (outcome.row().epoch() == epoch + 1 && outcome.row().owner().isEmpty()));
  }

  @Override
  public CompletionStage<Boolean> spill(
      SessionId session, long epoch, LaneId owner, Spilled spilled, Optional<Published> settled) {
    return known(
        "spill",
        () -> register.spill(epoch, owner, spilled, settled),
        outcome ->
            outcome.applied()
                || (outcome.row().epoch() == epoch + 1
                    && outcome.row().spilled().equals(Optional.of(spilled))));
  }

  @Override
  public CompletionStage<Boolean> clearSpill(SessionId session, long epoch, Claim claim) {
    boolean atTheEnd = control == Control.CLEARING_MOVES_THE_SCAN_START;
    return known(
        "clear spill",
        () -> register.clearSpill(epoch, atTheEnd ? withEndNow(claim) : claim),
        Outcome::applied);
  }

  private CompletionStage<Boolean> known(
      String what, Supplier<Outcome> statement, java.util.function.Predicate<Outcome> isApplied) {
    CompletableFuture<Boolean> known = new CompletableFuture<>();
    compareAndSet(
        "register: " + what,
        statement,
        outcome -> {
          if (outcome.isPresent()) {
            known.complete(isApplied.test(outcome.get()));
          } else {
            away(known, what);
          }
        });
    return known;
  }

  private void compareAndSet(
      String what, Supplier<Outcome> statement, Consumer<Optional<Outcome>> answer) {
    boolean twice = faults.strikes(Fault.REGISTER_TWICE);
    Supplier<Outcome> applied =
        () -> {
          Outcome first = statement.get();
          return twice ? statement.get() : first;
        };
    node.ask(what, loss(), applied, answer);
  }

  private Loss loss() {
    if (faults.strikes(Fault.REGISTER_LATE)) {
      return Loss.LATE;
    }
    if (faults.strikes(Fault.REGISTER_UNKNOWN)) {
      return scheduler.oneIn(2) ? Loss.ANSWER : Loss.REQUEST;
    }
    return Loss.NOTHING;
  }
}
