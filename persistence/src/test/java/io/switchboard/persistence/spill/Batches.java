package io.switchboard.persistence.spill;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.core.model.Digest;
import io.switchboard.core.model.EventBatch;
import io.switchboard.core.model.EventHeader;
import io.switchboard.core.model.OutboundEvent;
import io.switchboard.core.model.SessionId;
import io.switchboard.core.port.SpillStore.Batch;
import io.switchboard.persistence.serial.SpillCodec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;

/** Batches of known content. */
final class Batches {
  private Batches() {}

  static List<Batch> of(long fromSeq, long toSeq, int bytes) {
    List<Batch> batches = new ArrayList<>();
    for (long seq = fromSeq; seq <= toSeq; seq++) {
      batches.add(of(seq, bytes));
    }
    return batches;
  }

  static Batch of(long seq, int bytes) {
    Random random = new Random(seq);
    byte[] value = new byte[bytes];
    random.nextBytes(value);
    byte[] digest = new byte[Digest.LENGTH];
    random.nextBytes(digest);
    return new Batch(
        seq,
        new EventBatch(
            List.of(
                new OutboundEvent(
                    ("key-" + seq).getBytes(UTF_8),
                    value,
                    List.of(new EventHeader("trace", null)),
                    OptionalInt.of(1),
                    OptionalLong.empty()),
                new OutboundEvent(
                    null, null, List.of(), OptionalInt.empty(), OptionalLong.of(seq))),
            bytes,
            Digest.of(digest)));
  }

  /** Every field: the stored form has them all, and is compared faster than one by one. */
  static void assertSame(List<Batch> actual, List<Batch> expected) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < expected.size(); i++) {
      Batch batch = expected.get(i);
      assertThat(actual.get(i).seq()).isEqualTo(batch.seq());
      assertThat(Arrays.equals(bytes(actual.get(i)), bytes(batch))).as("%s", batch.seq()).isTrue();
    }
  }

  private static byte[] bytes(Batch batch) {
    return SpillCodec.toBytes(batch.batch());
  }

  static SessionId anySession() {
    StringBuilder id = new StringBuilder();
    for (int i = 0; i < SessionId.LENGTH; i++) {
      id.append("abcdefghijklmnopqrstuvwxyz234567".charAt(ThreadLocalRandom.current().nextInt(32)));
    }
    return new SessionId(id.toString());
  }
}
