package io.switchboard.kafka;

import io.switchboard.core.model.Digest;
import io.switchboard.core.model.EventBatch;
import io.switchboard.core.model.OutboundEvent;
import io.switchboard.core.model.ReceivedEvent;
import io.switchboard.core.model.SessionId;
import io.switchboard.core.model.TopicRef;
import io.switchboard.core.port.PayloadCipher;
import io.switchboard.core.port.ProducerLane.Publication;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;

/** Values that tests make up. */
public final class Samples {
  private static final String BASE32 = "abcdefghijklmnopqrstuvwxyz234567";

  private Samples() {}

  /** Another session each time. */
  public static SessionId session() {
    UUID random = UUID.randomUUID();
    StringBuilder id = new StringBuilder();
    for (int i = 0; i < SessionId.LENGTH; i++) {
      long bits = i < 13 ? random.getMostSignificantBits() : random.getLeastSignificantBits();
      id.append(BASE32.charAt((int) (bits >>> (5 * (i % 13 - 1))) & 31));
    }
    return new SessionId(id.toString());
  }

  public static OutboundEvent event(String value) {
    return event(null, value.getBytes(StandardCharsets.UTF_8), OptionalInt.empty());
  }

  public static OutboundEvent event(byte[] key, byte[] value, OptionalInt partition) {
    return new OutboundEvent(key, value, List.of(), partition, OptionalLong.empty());
  }

  public static EventBatch batch(List<OutboundEvent> events) {
    int size = events.stream().mapToInt(OutboundEvent::sizeBytes).sum();
    return new EventBatch(events, size, digest(events.hashCode()));
  }

  public static EventBatch batch(String... values) {
    List<OutboundEvent> events = new ArrayList<>();
    for (String value : values) {
      events.add(event(value));
    }
    return batch(events);
  }

  public static Digest digest(long n) {
    return Digest.of(ByteBuffer.allocate(Digest.LENGTH).putLong(8, n).array());
  }

  public static Publication publication(
      SessionId session, long epoch, long seq, TopicRef topic, EventBatch batch) {
    return new Publication(session, epoch, seq, topic, batch);
  }

  /** Seals by turning every bit around, with one byte more; opens nothing. */
  public static final class MirrorCipher implements PayloadCipher {
    private final boolean hasKey;

    public MirrorCipher(boolean hasKey) {
      this.hasKey = hasKey;
    }

    @Override
    public byte[] seal(String topic, byte[] clear) {
      if (!hasKey) {
        throw new KeyMissingException("no key for " + topic);
      }
      byte[] sealed = new byte[clear.length + 1];
      for (int i = 0; i < clear.length; i++) {
        sealed[i] = (byte) ~clear[i];
      }
      return sealed;
    }

    @Override
    public int sealedBytes(int clearBytes) {
      return clearBytes + 1;
    }

    @Override
    public Opened open(String topic, byte[] stored) {
      return new Opened.Failed(ReceivedEvent.Problem.UNDECRYPTABLE);
    }
  }
}
