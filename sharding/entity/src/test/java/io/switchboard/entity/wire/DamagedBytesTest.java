package io.switchboard.entity.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.typed.ActorRefResolver;
import akka.actor.typed.ActorSystem;
import com.sun.management.ThreadMXBean;
import io.switchboard.core.session.Reply;
import java.io.NotSerializableException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Bytes that are no message are refused with a reason, and do not become much memory before. */
class DamagedBytesTest {
  private static final ActorSystem<Void> SYSTEM = Systems.alone("");
  private static final WireSerializer SERIALIZER = Systems.serializer(SYSTEM);

  /** A small message may become a few objects for each of its bytes, but nothing it only claims. */
  private static final long PER_BYTE = 200;

  private static final List<Sent> SAMPLES = samples();

  private record Sent(String manifest, byte[] bytes) {}

  private static List<Sent> samples() {
    List<Sent> samples = new ArrayList<>();
    Recordings.expected(ActorRefResolver.get(SYSTEM).resolveActorRef(Recordings.REPLY_TO))
        .values()
        .forEach(
            message ->
                samples.add(new Sent(SERIALIZER.manifest(message), SERIALIZER.toBinary(message))));
    return samples;
  }

  @AfterAll
  static void stop() {
    SYSTEM.terminate();
  }

  @Test
  void anUnknownManifestIsNamed() {
    assertThatThrownBy(() -> SERIALIZER.fromBinary(new byte[] {0}, "CA2"))
        .isInstanceOf(NotSerializableException.class)
        .hasMessageContaining("'CA2'");
  }

  @Test
  void aMessageThatIsCutOffAnywhereIsRefused() {
    for (Sent sent : SAMPLES) {
      for (int length = 0; length < sent.bytes.length; length++) {
        byte[] cut = Arrays.copyOf(sent.bytes, length);
        assertThatThrownBy(() -> SERIALIZER.fromBinary(cut, sent.manifest))
            .as("%s cut to %s of %s", sent.manifest, length, sent.bytes.length)
            .isInstanceOf(NotSerializableException.class);
      }
    }
  }

  @Test
  void bytesBehindTheEndAreRefused() {
    for (Sent sent : SAMPLES) {
      byte[] longer = Arrays.copyOf(sent.bytes, sent.bytes.length + 1);
      assertThatThrownBy(() -> SERIALIZER.fromBinary(longer, sent.manifest))
          .isInstanceOf(NotSerializableException.class)
          .hasMessageContaining("behind the end");
    }
  }

  @Test
  void changedBytesAreAMessageOrRefusedAndTakeLittleMemory() {
    Random random = new Random(7_421_002);
    for (int round = 0; round < 300; round++) {
      for (Sent sent : SAMPLES) {
        byte[] changed = sent.bytes.clone();
        for (int n = 1 + random.nextInt(3); n > 0; n--) {
          changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
        }
        long taken = bytesTakenBy(() -> readOrRefused(changed, sent.manifest));
        assertThat(taken)
            .as("%s %s", sent.manifest, HexFormat.of().formatHex(changed))
            .isLessThan(64 * 1024 + PER_BYTE * changed.length);
      }
    }
  }

  @Test
  void aListThatClaimsMoreThanThereIsTakesNoMemory() {
    // A token with positions of 2^31 - 1 partitions, in an otherwise sound batch.
    byte[] bytes = SERIALIZER.toBinary(new Reply.Batch(List.of(), Samples.READ_TOKEN, 0));
    int count = 1 + 1 + 27 + 1 + 23 + 1 + 1;
    assertThat(bytes[count]).as("the number of partitions").isEqualTo((byte) 2);
    byte[] claims = {(byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 7};
    System.arraycopy(claims, 0, bytes, count, claims.length);
    assertThat(bytesTakenBy(() -> readOrRefused(bytes, "RB1"))).isLessThan(64 * 1024);
    assertThatThrownBy(() -> SERIALIZER.fromBinary(bytes, "RB1")).hasMessageContaining("cut off");
  }

  @Test
  void manySmallBytesDoNotBecomeManyMoreObjects() {
    // All zeros read as events without anything: two million of four bytes each.
    byte[] head = SERIALIZER.toBinary(new Reply.Batch(List.of(), Samples.READ_TOKEN, 0));
    byte[] bytes = Arrays.copyOf(head, 6 << 20);
    byte[] count = {(byte) 0x80, (byte) 0x89, 0x7A};
    System.arraycopy(count, 0, bytes, head.length - 1, count.length);
    assertThatThrownBy(() -> SERIALIZER.fromBinary(bytes, "RB1"))
        .hasMessageContaining("more than " + WireIn.MAX_ELEMENTS + " elements");
    assertThat(bytesTakenBy(() -> readOrRefused(bytes, "RB1"))).isLessThan(64 * 1024);
  }

  private static void readOrRefused(byte[] bytes, String manifest) {
    try {
      SERIALIZER.fromBinary(bytes, manifest);
    } catch (NotSerializableException e) {
      // As it should be; anything else fails the test.
    }
  }

  private static long bytesTakenBy(Runnable action) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    action.run(); // the first time also loads classes
    long before = threads.getCurrentThreadAllocatedBytes();
    action.run();
    return threads.getCurrentThreadAllocatedBytes() - before;
  }
}
