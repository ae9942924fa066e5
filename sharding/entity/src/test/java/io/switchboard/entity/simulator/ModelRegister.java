package io.switchboard.entity.simulator;

import io.switchboard.core.model.LaneId;
import io.switchboard.core.port.Ownership.Claim;
import io.switchboard.core.port.Ownership.Published;
import io.switchboard.core.port.Ownership.Row;
import io.switchboard.core.port.Ownership.Spilled;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * The ownership row as Cassandra keeps it: each statement is applied at one moment, whole, and
 * compares before it sets. When it is applied, and who learns of it, is for {@link RegisterClient}.
 */
final class ModelRegister {
  /** What a compare-and-set is answered: whether it was applied, and the row behind it. */
  record Outcome(boolean applied, Row row) {}

  private final BiConsumer<Row, Row> onChange;
  private Row row = new Row(0, Optional.empty(), -1, 0, Published.NOTHING, 0, Optional.empty());

  /**
   * @param onChange told the row before and after each change
   */
  ModelRegister(BiConsumer<Row, Row> onChange) {
    this.onChange = onChange;
  }

  Row row() {
    return row;
  }

  Outcome claim(long epoch, Claim claim) {
    return set(
        row.epoch() == epoch,
        new Row(
            epoch + 1,
            Optional.of(claim.owner()),
            claim.ledgerPartition(),
            claim.ledgerPosition(),
            claim.published(),
            Math.max(row.holder(), claim.holder()),
            row.spilled()));
  }

  Outcome checkpoint(long epoch, Claim claim) {
    return set(
        row.isOwnedBy(claim.owner(), epoch),
        new Row(
            epoch,
            row.owner(),
            row.ledgerPartition(),
            claim.ledgerPosition(),
            claim.published(),
            row.holder(),
            row.spilled()));
  }

  Outcome signOff(long epoch, LaneId owner, Published published) {
    return set(
        row.isOwnedBy(owner, epoch),
        new Row(
            epoch + 1,
            Optional.empty(),
            row.ledgerPartition(),
            row.ledgerPosition(),
            published,
            row.holder(),
            row.spilled()));
  }

  Outcome spill(long epoch, LaneId owner, Spilled spilled, Optional<Published> settled) {
    return set(
        row.isOwnedBy(owner, epoch),
        new Row(
            epoch + 1,
            settled.isPresent() ? Optional.empty() : row.owner(),
            row.ledgerPartition(),
            row.ledgerPosition(),
            settled.orElse(row.published()),
            row.holder(),
            Optional.of(spilled)));
  }

  Outcome clearSpill(long epoch, Claim claim) {
    return set(
        row.isOwnedBy(claim.owner(), epoch),
        new Row(
            epoch,
            row.owner(),
            row.ledgerPartition(),
            claim.ledgerPosition(),
            claim.published(),
            row.holder(),
            Optional.empty()));
  }

  private Outcome set(boolean condition, Row next) {
    if (condition) {
      Row before = row;
      row = next;
      onChange.accept(before, next);
    }
    return new Outcome(condition, row);
  }
}
