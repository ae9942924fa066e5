package io.switchboard.entity.wire;

import io.switchboard.core.model.AckMode;
import io.switchboard.core.model.Digest;
import io.switchboard.core.model.Positions;
import io.switchboard.core.model.ReadToken;
import io.switchboard.core.model.SessionId;
import io.switchboard.core.model.SessionRole;
import io.switchboard.core.model.SessionSpec;
import io.switchboard.core.model.StageToken;
import io.switchboard.core.model.TopicRef;
import java.time.Duration;
import java.time.Instant;

/** Values that several messages have in them: a session's parameters, tokens, positions, times. */
final class Values {
  private static final Codes<SessionRole> ROLES =
      new Codes<>(SessionRole.class, SessionRole.READER, SessionRole.WRITER);
  private static final Codes<AckMode> ACK_MODES =
      new Codes<>(AckMode.class, AckMode.COMMITTED, AckMode.BUFFERED);

  private Values() {}

  static void write(WireOut out, SessionSpec spec) {
    out.number(0);
    ROLES.write(out, spec.role());
    out.text(spec.topic().name());
    out.text(spec.topic().id());
    out.text(spec.subject());
    write(out, spec.start());
    write(out, spec.idleTimeout());
    out.text(spec.clientName());
    out.text(spec.clientVersion());
    write(out, spec.requestDigest());
    write(out, spec.allocatedAt());
    ACK_MODES.write(out, spec.ackMode());
  }

  static SessionSpec spec(WireIn in) {
    in.flags(0);
    return new SessionSpec(
        ROLES.read(in),
        new TopicRef(in.text(), in.text()),
        in.text(),
        positions(in),
        duration(in),
        in.text(),
        in.text(),
        digest(in),
        instant(in),
        ACK_MODES.read(in));
  }

  static void write(WireOut out, ReadToken token) {
    out.number(0);
    out.text(token.session().value());
    out.number(token.holder());
    out.text(token.topicId());
    out.number(token.seq());
    out.number(token.epoch());
    write(out, token.start());
    write(out, token.end());
  }

  static ReadToken readToken(WireIn in) {
    in.flags(0);
    return new ReadToken(
        new SessionId(in.text()),
        in.integer(),
        in.text(),
        in.number(),
        in.number(),
        positions(in),
        positions(in));
  }

  static void write(WireOut out, StageToken token) {
    out.number(0);
    out.text(token.session().value());
    out.number(token.holder());
    out.number(token.seq());
    out.number(token.events());
    write(out, token.digest());
  }

  static StageToken stageToken(WireIn in) {
    in.flags(0);
    return new StageToken(
        new SessionId(in.text()), in.integer(), in.number(), in.integer(), digest(in));
  }

  static void write(WireOut out, Positions positions) {
    out.count(positions.count());
    for (int i = 0; i < positions.count(); i++) {
      out.number(positions.partitionAt(i));
      out.number(positions.offsetAt(i));
    }
  }

  static Positions positions(WireIn in) {
    int count = in.count();
    int[] partitions = new int[count];
    long[] offsets = new long[count];
    for (int i = 0; i < count; i++) {
      partitions[i] = in.integer();
      offsets[i] = in.number();
    }
    return Positions.of(partitions, offsets);
  }

  static void write(WireOut out, Digest digest) {
    out.raw(digest.toBytes());
  }

  static Digest digest(WireIn in) {
    return Digest.of(in.raw(Digest.LENGTH));
  }

  static void write(WireOut out, Duration duration) {
    out.signed(duration.getSeconds());
    out.number(duration.getNano());
  }

  static Duration duration(WireIn in) {
    return Duration.ofSeconds(in.signed(), nanos(in));
  }

  static void write(WireOut out, Instant instant) {
    out.signed(instant.getEpochSecond());
    out.number(instant.getNano());
  }

  static Instant instant(WireIn in) {
    long seconds = in.signed();
    if (seconds < Instant.MIN.getEpochSecond() || seconds > Instant.MAX.getEpochSecond()) {
      throw new WireFormatException("not a time: " + seconds + " s");
    }
    return Instant.ofEpochSecond(seconds, nanos(in));
  }

  private static int nanos(WireIn in) {
    int nanos = in.integer();
    if (nanos < 0 || nanos > 999_999_999) {
      throw new WireFormatException("not a fraction of a second: " + nanos + " ns");
    }
    return nanos;
  }
}
