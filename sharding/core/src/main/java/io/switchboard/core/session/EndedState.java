package io.switchboard.core.session;

import io.switchboard.core.session.SessionCommand.AckRead;
import io.switchboard.core.session.SessionCommand.AckWrite;
import io.switchboard.core.session.SessionCommand.Allocate;
import io.switchboard.core.session.SessionCommand.ClientCall;
import io.switchboard.core.session.SessionCommand.Describe;
import io.switchboard.core.session.SessionCommand.Dispose;
import io.switchboard.core.session.SessionCommand.Expire;
import io.switchboard.core.session.SessionCommand.Read;
import io.switchboard.core.session.SessionCommand.Rest;
import io.switchboard.core.session.SessionCommand.Resume;
import io.switchboard.core.session.SessionCommand.Slacken;
import io.switchboard.core.session.SessionCommand.Write;
import java.util.Optional;
import java.util.OptionalLong;

/** The session is over, for ever: also a repeated allocate is told so. */
record EndedState(Durable.Ended durable) implements SessionState {

  private Decision gone(ClientCall c) {
    return Decision.answer(this, c.call(), Refusals.ended(durable));
  }

  @Override
  public Decision onAllocate(Allocate c, Context x) {
    return gone(c);
  }

  @Override
  public Decision onRead(Read c, Context x) {
    return gone(c);
  }

  @Override
  public Decision onWrite(Write c, Context x) {
    return gone(c);
  }

  @Override
  public Decision onAckRead(AckRead c, Context x) {
    return gone(c);
  }

  @Override
  public Decision onAckWrite(AckWrite c, Context x) {
    return gone(c);
  }

  @Override
  public Decision onDescribe(Describe c, Context x) {
    return Decision.answer(
        this,
        c.call(),
        new Reply.View(
            durable.spec(),
            Reply.Phase.DISPOSED,
            durable.lastSeq(),
            durable.holder(),
            Optional.empty(),
            OptionalLong.empty()));
  }

  @Override
  public Decision onDispose(Dispose c, Context x) {
    return Decision.answer(this, c.call(), new Reply.DisposeDone(true));
  }

  @Override
  public Decision onResume(Resume c, Context x) {
    return Decision.to(this).run(new Effect.DropSpill()).done();
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
