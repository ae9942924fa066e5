package io.switchboard.entity.wire;

import io.switchboard.core.session.SessionCommand.AckRead;
import io.switchboard.core.session.SessionCommand.AckWrite;
import io.switchboard.core.session.SessionCommand.Allocate;
import io.switchboard.core.session.SessionCommand.Describe;
import io.switchboard.core.session.SessionCommand.Dispose;
import io.switchboard.core.session.SessionCommand.Read;
import io.switchboard.core.session.SessionCommand.Write;
import java.util.Optional;

/**
 * What a client asks of a session. The call's handle does not travel: the entity gives it its own.
 */
final class Calls {
  private static final int LAST_TOKEN = 2;
  private static final int TAKE_OVER = 2;
  private static final int BY_OPERATOR = 2;

  private Calls() {}

  static void write(WireOut out, Allocate call) {
    out.number(0);
    Values.write(out, call.spec());
  }

  static Allocate allocate(WireIn in) {
    in.flags(0);
    return new Allocate(0, Values.spec(in));
  }

  static void write(WireOut out, Read call) {
    out.number(call.lastToken().isPresent() ? LAST_TOKEN : 0);
    out.number(call.holder());
    out.number(call.seq());
    out.number(call.maxEvents());
    out.number(call.maxBytes());
    Values.write(out, call.maxWait());
    if (call.lastToken().isPresent()) {
      Values.write(out, call.lastToken().get());
    }
  }

  static Read read(WireIn in) {
    int flags = in.flags(LAST_TOKEN);
    int holder = in.integer();
    long seq = in.number();
    int maxEvents = in.integer();
    int maxBytes = in.integer();
    var maxWait = Values.duration(in);
    return new Read(
        0,
        holder,
        seq,
        (flags & LAST_TOKEN) != 0 ? Optional.of(Values.readToken(in)) : Optional.empty(),
        maxEvents,
        maxBytes,
        maxWait);
  }

  static void write(WireOut out, Write call) {
    out.number(call.lastToken().isPresent() ? LAST_TOKEN : 0);
    out.number(call.holder());
    out.number(call.seq());
    Events.write(out, call.batch());
    if (call.lastToken().isPresent()) {
      Values.write(out, call.lastToken().get());
    }
  }

  static Write writeCall(WireIn in) {
    int flags = in.flags(LAST_TOKEN);
    return new Write(
        0,
        in.integer(),
        in.number(),
        Events.batch(in),
        (flags & LAST_TOKEN) != 0 ? Optional.of(Values.stageToken(in)) : Optional.empty());
  }

  static void write(WireOut out, AckRead call) {
    out.number(0);
    out.number(call.holder());
    out.number(call.seq());
    Values.write(out, call.token());
  }

  static AckRead ackRead(WireIn in) {
    in.flags(0);
    return new AckRead(0, in.integer(), in.number(), Values.readToken(in));
  }

  static void write(WireOut out, AckWrite call) {
    out.number(0);
    out.number(call.holder());
    out.number(call.seq());
    Values.write(out, call.token());
    Values.write(out, call.maxWait());
  }

  static AckWrite ackWrite(WireIn in) {
    in.flags(0);
    return new AckWrite(0, in.integer(), in.number(), Values.stageToken(in), Values.duration(in));
  }

  static void write(WireOut out, Describe call) {
    out.number(call.takeOver() ? TAKE_OVER : 0);
  }

  static Describe describe(WireIn in) {
    return new Describe(0, (in.flags(TAKE_OVER) & TAKE_OVER) != 0);
  }

  static void write(WireOut out, Dispose call) {
    out.number(call.caller().isPresent() ? 0 : BY_OPERATOR);
    out.number(call.caller().orElse(0));
  }

  static Dispose dispose(WireIn in) {
    boolean byOperator = (in.flags(BY_OPERATOR) & BY_OPERATOR) != 0;
    int holder = in.integer();
    return byOperator ? Dispose.byOperator(0) : new Dispose(0, holder);
  }
}
