package io.switchboard.core.session;

import io.switchboard.core.model.ReadToken;

/**
 * What a genuine token of this session, of this owner's epoch or a lower one, says against what
 * this owner knows. The journal is a hint; the client's token is the proof of what it has.
 *
 * <p>A client acknowledges only what it kept, and never goes back; so what it proves for a batch
 * that is not acknowledged here is the truth, also if this owner has accepted other acks before: an
 * owner that was replaced without knowing it may have served the client in between. What is
 * acknowledged here stays as it was acknowledged first.
 */
enum TokenVerdict {
  /** It is the token of the very batch that this owner has under that seq. */
  MATCHES,
  /** An owner before this one went further. */
  ADOPT,
  /** This owner's own token of a batch that it does not know: its journal lost something. */
  BEHIND,
  /** Another version of the batch was acknowledged, or a partition would go back. */
  SUPERSEDED;

  static TokenVerdict of(ReadToken token, Durable.Reader d, long epoch) {
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
    if (token.epoch() < epoch) {
      boolean ahead = token.seq() > d.ackedSeq() && token.end().isAtOrAfter(d.positions());
      return ahead ? ADOPT : SUPERSEDED;
    }
    return token.seq() > d.ackedSeq() + (open ? 1 : 0) ? BEHIND : SUPERSEDED;
  }
}
