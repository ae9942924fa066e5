package io.switchboard.persistence.serial;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.core.model.Digest;
import io.switchboard.core.model.Positions;
import io.switchboard.core.model.Range;
import io.switchboard.core.model.SessionRole;
import io.switchboard.core.model.SessionSpec;
import io.switchboard.core.model.TopicRef;
import io.switchboard.core.session.Durable;
import io.switchboard.core.session.SessionEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever the core can say is read back as it was written. */
class RoundTripTest {
  private final SessionSerializer serializer = new SessionSerializer();

  @Property(tries = 500)
  void everyEventComesBackEqual(@ForAll("events") SessionEvent event) {
    assertThat(serializer.fromBinary(serializer.toBinary(event), serializer.manifest(event)))
        .isEqualTo(event);
  }

  @Property(tries = 500)
  void everyStateComesBackEqual(@ForAll("states") Durable state) {
    assertThat(serializer.fromBinary(serializer.toBinary(state), serializer.manifest(state)))
        .isEqualTo(state);
  }

  @Provide
  Arbitrary<SessionEvent> events() {
    return Arbitraries.oneOf(
        Combinators.combine(counts(), specs()).as(SessionEvent.Allocated::new),
        Combinators.combine(counts(), Arbitraries.integers()).as(SessionEvent.HolderRaised::new),
        Combinators.combine(counts(), counts(), ranges()).as(SessionEvent.Delivered::new),
        Combinators.combine(counts(), counts()).as(SessionEvent.Acked::new),
        Combinators.combine(counts(), counts(), positions()).as(SessionEvent.Adopted::new),
        Combinators.combine(counts(), counts()).as(SessionEvent.Progressed::new),
        Combinators.combine(counts(), instants()).as(SessionEvent.Rested::new),
        Combinators.combine(counts(), Arbitraries.of(SessionEvent.Reason.class), instants())
            .as(SessionEvent.Disposed::new));
  }

  @Provide
  Arbitrary<Durable> states() {
    return Arbitraries.oneOf(
        Combinators.combine(
                specs(),
                counts(),
                Arbitraries.integers(),
                instants(),
                counts(),
                positions(),
                ranges())
            .as(Durable.Reader::new),
        Combinators.combine(specs(), counts(), Arbitraries.integers(), instants(), counts())
            .as(Durable.Writer::new),
        Combinators.combine(
                specs(),
                counts(),
                Arbitraries.integers(),
                counts(),
                Arbitraries.of(SessionEvent.Reason.class),
                instants())
            .as(Durable.Ended::new),
        Arbitraries.just(Durable.ABSENT));
  }

  private static Arbitrary<SessionSpec> specs() {
    Arbitrary<TopicRef> topics = Combinators.combine(texts(), texts()).as(TopicRef::new);
    Arbitrary<Digest> digests =
        Arbitraries.bytes().array(byte[].class).ofSize(Digest.LENGTH).map(Digest::of);
    return Combinators.combine(
            Combinators.combine(Arbitraries.of(SessionRole.class), topics, texts(), positions())
                .as(Start::new),
            durations(),
            texts(),
            texts(),
            digests,
            instants())
        .as(
            (start, idle, name, version, digest, at) ->
                new SessionSpec(
                    start.role,
                    start.topic,
                    start.subject,
                    start.positions,
                    idle,
                    name,
                    version,
                    digest,
                    at));
  }

  /** jqwik combines at most eight. */
  private record Start(SessionRole role, TopicRef topic, String subject, Positions positions) {}

  private static Arbitrary<Long> counts() {
    return Arbitraries.longs().between(0, Long.MAX_VALUE);
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

  private static Arbitrary<List<Range>> ranges() {
    Arbitrary<Range> range =
        Combinators.combine(
                Arbitraries.integers(),
                counts(),
                counts(),
                Arbitraries.integers().between(0, Integer.MAX_VALUE))
            .as(
                (partition, one, other, events) ->
                    new Range(partition, Math.min(one, other), Math.max(one, other), events));
    return range.list().ofMaxSize(20);
  }

  private static Arbitrary<Positions> positions() {
    return Arbitraries.maps(Arbitraries.integers(), counts())
        .ofMaxSize(20)
        .map(TreeMap::new)
        .map(RoundTripTest::positionsOf);
  }

  private static Positions positionsOf(SortedMap<Integer, Long> offsets) {
    return Positions.of(
        offsets.keySet().stream().mapToInt(Integer::intValue).toArray(),
        offsets.values().stream().mapToLong(Long::longValue).toArray());
  }
}
