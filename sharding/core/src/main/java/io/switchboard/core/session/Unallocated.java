package io.switchboard.core.session;

import static io.switchboard.core.session.RejectCode.SESSION_UNKNOWN;

import io.switchboard.core.model.SessionRole;
import io.switchboard.core.session.SessionCommand.AckRead;
import io.switchboard.core.session.SessionCommand.AckWrite;
import io.switchboard.core.session.SessionCommand.Allocate;
import io.switchboard.core.session.SessionCommand.ClientCall;
import io.switchboard.core.session.SessionCommand.Describe;
import io.switchboard.core.session.SessionCommand.Dispose;
import io.switchboard.core.session.SessionCommand.Expire;
import io.switchboard.core.session.SessionCommand.Read;
import io.switchboard.core.session.SessionCommand.Rest;
import io.switchboard.core.session.SessionCommand.Slacken;
import io.switchboard.core.session.SessionCommand.Write;

/** No session of this id was ever allocated: only Allocate makes one. */
record Unallocated() implements SessionState {

  @Override
  public Durable durable() {
    return Durable.ABSENT;
  }

  @Override
  public Decision onAllocate(Allocate c, Context x) {
    SessionEvent.Allocated allocated = new SessionEvent.Allocated(0, c.spec());
    Durable durable = Durable.ABSENT.evolve(allocated);
    if (c.spec().role() == SessionRole.READER) {
      ReaderState.Unclaimed next = new ReaderState.Unclaimed((Durable.Reader) durable);
      return begin(next, allocated, c, next.view());
    }
    OutsiderState.Unowned next = OutsiderState.Unowned.recovered((Durable.Writer) durable);
    return begin(next, allocated, c, next.view());
  }

  private static Decision begin(
      SessionState next, SessionEvent event, Allocate c, Reply.View view) {
    return Decision.to(next)
        .persist(event)
        .run(new Effect.NoteInDirectory(0, false))
        .answer(c.call(), view)
        .done();
  }

  /**
   * And stops: another owner may allocate the session meanwhile, of which this one, whose journal
   * was empty when it read it, would never hear.
   */
  private Decision unknown(ClientCall c) {
    return Decision.to(this)
        .run(new Effect.Stop())
        .answer(
            c.call(),
            Reply.Rejected.of(SESSION_UNKNOWN, "no session of this id was allocated; allocate one"))
        .done();
  }

  @Override
  public Decision onRead(Read c, Context x) {
    return unknown(c);
  }

  @Override
  public Decision onWrite(Write c, Context x) {
    return unknown(c);
  }

  @Override
  public Decision onAckRead(AckRead c, Context x) {
    return unknown(c);
  }

  @Override
  public Decision onAckWrite(AckWrite c, Context x) {
    return unknown(c);
  }

  @Override
  public Decision onDescribe(Describe c, Context x) {
    return unknown(c);
  }

  @Override
  public Decision onDispose(Dispose c, Context x) {
    return unknown(c);
  }

  @Override
  public Decision onSlacken(Slacken c, Context x) {
    return Decision.ignore(this);
  }

  @Override
  public Decision onRest(Rest c, Context x) {
    return Decision.to(this).run(new Effect.Stop()).done();
  }

  @Override
  public Decision onExpire(Expire c, Context x) {
    return Decision.ignore(this);
  }
}
