package io.switchboard.core.session;

import io.switchboard.core.model.ReadToken;
import io.switchboard.core.session.ReaderState.Owner;

/**
 * What a genuine token of this session, of this owner's epoch or a lower one, says against what
 * this owner knows. The journal is a hint; the client's token is the proof of what it has.
 */
enum TokenVerdict {
  /** It is the token of the very batch that this owner has under that seq. */
  MATCHES,
  /**
   * An owner before this one went further, and this owner has not answered an ack yet: the client's
   * word counts.
   */
  ADOPT,
  /** This owner's own token of a batch that it does not know: its journal lost something. */
  BEHIND,
  /** Another version of the batch was acknowledged. */
  SUPERSEDED;

  static TokenVerdict of(ReadToken token, Durable.Reader d, Owner owner) {
    if (token.seq() == d.ackedSeq() && token.end().equals(d.positions())) {
      return MATCHES;
    }
    boolean open = !d.open().isEmpty();
    if (open
        && token.seq() == d.ackedSeq() + 1
        && token.start().equals(d.positions())
        && token.end().equals(d.positions().after(d.open()))) {
      return MATCHES;
    }
    if (token.epoch() < owner.epoch()) {
      boolean forward = token.seq() >= d.ackedSeq() && token.end().isAtOrAfter(d.positions());
      return forward && !owner.acked() ? ADOPT : SUPERSEDED;
    }
    return token.seq() > d.ackedSeq() + (open ? 1 : 0) ? BEHIND : SUPERSEDED;
  }
}
