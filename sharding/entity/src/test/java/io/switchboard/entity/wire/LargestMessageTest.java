package io.switchboard.entity.wire;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorRefResolver;
import akka.actor.typed.ActorSystem;
import io.switchboard.core.model.EventBatch;
import io.switchboard.core.model.EventHeader;
import io.switchboard.core.model.OutboundEvent;
import io.switchboard.core.session.RejectCode;
import io.switchboard.core.session.Reply;
import io.switchboard.core.session.SessionCommand;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Who sends what is too large to pass is told so. */
class LargestMessageTest {
  private static final ActorSystem<Void> SYSTEM = Systems.node("");
  private static final ActorRef<Reply> REMOTE =
      ActorRefResolver.get(SYSTEM).resolveActorRef(Recordings.REPLY_TO);
  private static final ActorRef<Reply> LOCAL = SYSTEM.deadLetters();
  private static final LargestMessage LARGEST = LargestMessage.of(SYSTEM);
  private static final int MIB = 1 << 20;

  @AfterAll
  static void stop() {
    SYSTEM.terminate();
  }

  @Test
  void theLargestBatchThatTheDoorAllowsPassesHoweverItIsMadeUp() {
    assertThat(LARGEST.refusalOf(Samples.write(1, 4 * MIB))).isEmpty();
    assertThat(LARGEST.refusalOf(Samples.write(5_000, 4 * MIB / 5_000))).isEmpty();
    // 5 MiB of the protocol's bytes: 64 headers of one character and no value for each event.
    List<EventHeader> headers = Collections.nCopies(64, new EventHeader("h", null));
    OutboundEvent event =
        new OutboundEvent(null, new byte[800], headers, OptionalInt.of(1), OptionalLong.of(1));
    assertThat(LARGEST.refusalOf(writeOf(Collections.nCopies(4_800, event)))).isEmpty();
  }

  @Test
  void aLargerBatchIsRefusedForGood() {
    assertThat(LARGEST.refusalOf(Samples.write(1, 6 * MIB)))
        .hasValueSatisfying(
            reply ->
                assertThat(reply)
                    .isInstanceOfSatisfying(
                        Reply.Rejected.class,
                        rejected -> {
                          assertThat(rejected.code()).isEqualTo(RejectCode.INVALID_ARGUMENT);
                          assertThat(rejected.reason()).contains("split it");
                        }));
  }

  @Test
  void aBatchOfMoreElementsThanTheOtherNodeReadsIsRefused() {
    List<EventHeader> headers = Collections.nCopies(64, new EventHeader("", null));
    OutboundEvent event =
        new OutboundEvent(null, new byte[1], headers, OptionalInt.empty(), OptionalLong.empty());
    assertThat(LARGEST.refusalOf(writeOf(Collections.nCopies(8_000, event)))).isEmpty();
    assertThat(LARGEST.refusalOf(writeOf(Collections.nCopies(60_000, event)))).isPresent();
  }

  @Test
  void aReplyThatIsTooLargeForTheWayIsReplacedByTheReason() {
    Reply tooLarge = Samples.batch(1, 6 * MIB);
    assertThat(LARGEST.fitting(tooLarge, REMOTE))
        .isInstanceOfSatisfying(
            Reply.Rejected.class,
            rejected -> {
              assertThat(rejected.code()).isEqualTo(RejectCode.UNAVAILABLE);
              assertThat(rejected.reason()).contains("max-message-bytes");
            });
    assertThat(LARGEST.fitting(tooLarge, LOCAL)).isSameAs(tooLarge);
    Reply fits = Samples.batch(5_000, 4 * MIB / 5_000);
    assertThat(LARGEST.fitting(fits, REMOTE)).isSameAs(fits);
  }

  private static SessionCommand.Write writeOf(List<OutboundEvent> events) {
    int size = events.stream().mapToInt(OutboundEvent::sizeBytes).sum();
    return new SessionCommand.Write(
        0, 1, 1, new EventBatch(events, size, Samples.DIGEST), Optional.empty());
  }
}
