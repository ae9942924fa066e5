package io.switchboard.entity.wire;

import akka.actor.typed.ActorRef;
import io.switchboard.core.model.AckMode;
import io.switchboard.core.model.Digest;
import io.switchboard.core.model.EventBatch;
import io.switchboard.core.model.EventHeader;
import io.switchboard.core.model.OutboundEvent;
import io.switchboard.core.model.Positions;
import io.switchboard.core.model.ReadToken;
import io.switchboard.core.model.ReceivedEvent;
import io.switchboard.core.model.SessionId;
import io.switchboard.core.model.SessionRole;
import io.switchboard.core.model.SessionSpec;
import io.switchboard.core.model.StageToken;
import io.switchboard.core.model.TopicRef;
import io.switchboard.core.session.RejectCode;
import io.switchboard.core.session.Reply;
import io.switchboard.core.session.SessionCommand;
import io.switchboard.core.session.SessionCommand.ClientCall;
import io.switchboard.entity.SessionMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Any message that can travel, for property tests. */
final class Messages {
  private Messages() {}

  static Arbitrary<SessionMessage.Call> calls(ActorRef<Reply> replyTo, Instant deadline) {
    return clientCalls().map(call -> new SessionMessage.Call(call, replyTo, deadline));
  }

  static Arbitrary<ClientCall> clientCalls() {
    return Arbitraries.oneOf(
        specs().map(spec -> new SessionCommand.Allocate(0, spec)),
        Combinators.combine(ints(), counts(), readTokens().optional(), ints(), ints(), durations())
            .as(
                (holder, seq, token, maxEvents, maxBytes, wait) ->
                    new SessionCommand.Read(0, holder, seq, token, maxEvents, maxBytes, wait)),
        Combinators.combine(ints(), counts(), batches(), stageTokens().optional())
            .as(
                (holder, seq, batch, token) ->
                    new SessionCommand.Write(0, holder, seq, batch, token)),
        Combinators.combine(ints(), counts(), readTokens())
            .as((holder, seq, token) -> new SessionCommand.AckRead(0, holder, seq, token)),
        Combinators.combine(ints(), counts(), stageTokens(), durations())
            .as(
                (holder, seq, token, wait) ->
                    new SessionCommand.AckWrite(0, holder, seq, token, wait)),
        Arbitraries.of(true, false).map(takeOver -> new SessionCommand.Describe(0, takeOver)),
        ints().map(holder -> new SessionCommand.Dispose(0, holder)),
        Arbitraries.just(SessionCommand.Dispose.byOperator(0)));
  }

  static Arbitrary<Reply> replies() {
    return Arbitraries.oneOf(
        Combinators.combine(
                specs(),
                Arbitraries.of(Reply.Phase.class),
                counts(),
                ints(),
                positions().optional(),
                optionalCounts())
            .as(Reply.View::new),
        Combinators.combine(receivedEvents().list().ofMaxSize(30), readTokens(), ints())
            .as(Reply.Batch::new),
        counts().map(Reply.Nothing::new),
        Combinators.combine(stageTokens(), counts()).as(Reply.Staged::new),
        Combinators.combine(Arbitraries.of(true, false), counts()).as(Reply.Acked::new),
        Arbitraries.of(true, false).map(Reply.DisposeDone::new),
        Combinators.combine(
                Arbitraries.of(RejectCode.class), texts(), durations().optional(), optionalCounts())
            .as(Reply.Rejected::new));
  }

  private static Arbitrary<EventBatch> batches() {
    return Combinators.combine(outboundEvents().list().ofMinSize(1).ofMaxSize(30), digests())
        .as(
            (events, digest) ->
                new EventBatch(
                    events, events.stream().mapToInt(OutboundEvent::sizeBytes).sum(), digest));
  }

  private static Arbitrary<OutboundEvent> outboundEvents() {
    return Combinators.combine(
            bytes().injectNull(0.3),
            bytes().injectNull(0.1),
            headers(),
            ints().optional().map(Messages::optionalInt),
            Arbitraries.longs().optional().map(Messages::optionalLong))
        .as(OutboundEvent::new);
  }

  private static Arbitrary<ReceivedEvent> receivedEvents() {
    return Combinators.combine(
            ints(),
            counts(),
            Arbitraries.longs(),
            bytes().injectNull(0.3),
            bytes().injectNull(0.1),
            headers(),
            Arbitraries.of(ReceivedEvent.Problem.class).optional(0.1))
        .as(ReceivedEvent::new);
  }

  private static Arbitrary<List<EventHeader>> headers() {
    return Combinators.combine(texts(), bytes().injectNull(0.2))
        .as(EventHeader::new)
        .list()
        .ofMaxSize(3);
  }

  private static Arbitrary<byte[]> bytes() {
    return Arbitraries.bytes().array(byte[].class).ofMaxSize(200);
  }

  private static Arbitrary<SessionSpec> specs() {
    Arbitrary<TopicRef> topics = Combinators.combine(texts(), texts()).as(TopicRef::new);
    return Combinators.combine(
            Combinators.combine(Arbitraries.of(SessionRole.class), topics, texts(), positions())
                .as(Start::new),
            durations(),
            texts(),
            texts(),
            digests(),
            instants(),
            Arbitraries.of(AckMode.class))
        .as(
            (start, idle, name, version, digest, at, mode) ->
                new SessionSpec(
                    start.role,
                    start.topic,
                    start.subject,
                    start.positions,
                    idle,
                    name,
                    version,
                    digest,
                    at,
                    mode));
  }

  /** jqwik combines at most eight. */
  private record Start(SessionRole role, TopicRef topic, String subject, Positions positions) {}

  private static Arbitrary<ReadToken> readTokens() {
    return Combinators.combine(
            sessions(), ints(), texts(), counts(), counts(), positions(), positions())
        .as(ReadToken::new);
  }

  private static Arbitrary<StageToken> stageTokens() {
    return Combinators.combine(sessions(), ints(), counts(), ints(), digests()).as(StageToken::new);
  }

  private static Arbitrary<SessionId> sessions() {
    return Arbitraries.strings()
        .withCharRange('a', 'z')
        .withCharRange('2', '7')
        .ofLength(SessionId.LENGTH)
        .map(SessionId::new);
  }

  private static Arbitrary<Digest> digests() {
    return Arbitraries.bytes().array(byte[].class).ofSize(Digest.LENGTH).map(Digest::of);
  }

  private static Arbitrary<Integer> ints() {
    return Arbitraries.integers();
  }

  private static Arbitrary<Long> counts() {
    return Arbitraries.longs().between(0, Long.MAX_VALUE);
  }

  private static Arbitrary<OptionalLong> optionalCounts() {
    return counts().optional().map(Messages::optionalLong);
  }

  private static OptionalInt optionalInt(Optional<Integer> value) {
    return value.map(OptionalInt::of).orElseGet(OptionalInt::empty);
  }

  private static OptionalLong optionalLong(Optional<Long> value) {
    return value.map(OptionalLong::of).orElseGet(OptionalLong::empty);
  }

  private static Arbitrary<String> texts() {
    // What can arrive: Thrift strings are UTF-8, so no surrogate stands alone.
    return Arbitraries.strings()
        .withChars('a', 'Z', '0', ' ', 'ä', '€', '\n')
        .withCharRange('\u4e00', '\u4eff')
        .ofMaxLength(30)
        .map(text -> text.length() % 3 == 0 ? text + "\uD83D\uDE80" : text);
  }

  private static Arbitrary<Instant> instants() {
    return Combinators.combine(
            Arbitraries.longs().between(Instant.MIN.getEpochSecond(), Instant.MAX.getEpochSecond()),
            Arbitraries.integers().between(0, 999_999_999))
        .as(Instant::ofEpochSecond);
  }

  private static Arbitrary<Duration> durations() {
    return Combinators.combine(Arbitraries.longs(), Arbitraries.integers().between(0, 999_999_999))
        .as(Duration::ofSeconds);
  }

  private static Arbitrary<Positions> positions() {
    return Arbitraries.maps(Arbitraries.integers(), counts())
        .ofMaxSize(20)
        .map(TreeMap::new)
        .map(Messages::positionsOf);
  }

  private static Positions positionsOf(SortedMap<Integer, Long> offsets) {
    return Positions.of(
        offsets.keySet().stream().mapToInt(Integer::intValue).toArray(),
        offsets.values().stream().mapToLong(Long::longValue).toArray());
  }
}
