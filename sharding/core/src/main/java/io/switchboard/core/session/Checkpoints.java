package io.switchboard.core.session;

import io.switchboard.core.port.Ownership.Claim;
import io.switchboard.core.session.OwnerState.Resting;
import io.switchboard.core.session.SessionCommand.Checkpointed;
import io.switchboard.core.session.SessionCommand.LedgerEndFound;
import io.switchboard.core.session.WriterState.Owner;

/**
 * How an owner moves the scan start of its row in the register, so that whoever comes after it does
 * not read the ledger from the day on which it began.
 *
 * <p>Row and ledger must tell everything together: what lies before the scan start has to be in the
 * row's last seq. So the end of the ledger is looked up <em>first</em>, and only then, with nothing
 * in the lane, the last seq is taken: whatever is published later lies behind that end. The other
 * way round a batch could be published in between, and be told by neither. A batch in the lane may
 * lie on either side, so then the checkpoint is left for another time.
 */
final class Checkpoints {
  private Checkpoints() {}

  static Decision begin(OwnerState from) {
    Owner owner = from.owner();
    return Decision.to(from).run(new Effect.FindLedgerEnd(owner.lane(), owner.epoch())).done();
  }

  static Decision write(Resting from, LedgerEndFound found) {
    Owner owner = from.owner();
    if (found.epoch() != owner.epoch()) {
      return Decision.ignore(from);
    }
    Claim claim =
        new Claim(
            owner.lane(),
            found.partition(),
            found.position(),
            owner.published(),
            from.durable().holder());
    return Decision.to(from).run(new Effect.Checkpoint(owner.epoch(), claim)).done();
  }

  /**
   * A refused checkpoint tells that another owner has been in the row since. A batch that is in the
   * lane by then learns that from the lane.
   */
  static Decision written(Resting from, Checkpointed c) {
    return c.refused() && c.epoch() == from.owner().epoch()
        ? Decision.ignore(from.unowned())
        : Decision.ignore(from);
  }
}
