package io.switchboard.sdk.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.protocol.Event;
import io.switchboard.protocol.Header;
import io.switchboard.protocol.Switchboard;
import io.switchboard.protocol.WriteRequest;
import io.switchboard.sdk.EventHeader;
import io.switchboard.sdk.OutboundEvent;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.apache.thrift.TException;
import org.apache.thrift.protocol.TCompactProtocol;
import org.apache.thrift.protocol.TMessage;
import org.apache.thrift.protocol.TMessageType;
import org.apache.thrift.transport.TMemoryBuffer;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class CallTest {
  @RepeatedTest(50)
  void aWriteIsEncodedAsTheGeneratedCodeWouldDo(RepetitionInfo repetition) throws Exception {
    Random random = new Random(repetition.getCurrentRepetition());
    List<OutboundEvent> ours = new ArrayList<>();
    List<Event> generated = new ArrayList<>();
    int count = 1 + random.nextInt(40);
    for (int i = 0; i < count; i++) {
      event(random, ours, generated);
    }
    long seq = random.nextInt(3) == 0 ? random.nextLong() >>> 1 : random.nextInt(300);
    int holder = random.nextInt(1000);
    Optional<Token> token =
        random.nextBoolean() ? Optional.of(Token.of(bytes(random, 300))) : Optional.empty();
    WriteRequest request = new WriteRequest("SESSION", seq, generated).setHolder(holder);
    token.ifPresent(t -> request.setLastToken(t.copy()));

    Call<?> call = Call.write("SESSION", holder, seq, EncodedEvents.of(ours), token, 0);

    assertThat(joined(call.request())).isEqualTo(encode(request));
    assertThat(joined(call.request())).as("sent again").isEqualTo(encode(request));
  }

  @Test
  void payloadBytesCountKeyValueAndHeaders() {
    EncodedEvents events =
        EncodedEvents.of(
            List.of(
                OutboundEvent.of("key", "value").withHeader(EventHeader.of("hä", new byte[4])),
                OutboundEvent.tombstone(new byte[2])));

    assertThat(events.payloadBytes()).isEqualTo(3 + 5 + 3 + 4 + 2);
    assertThat(events.largestEventBytes()).isEqualTo(15);
    assertThat(events.count()).isEqualTo(2);
  }

  private static void event(Random random, List<OutboundEvent> ours, List<Event> generated) {
    Event event = new Event();
    byte[] key = bytes(random, 40);
    byte[] value = bytes(random, 400);
    OutboundEvent our;
    switch (random.nextInt(3)) {
      case 0 -> {
        our = OutboundEvent.of(value);
        event.setValue(value);
      }
      case 1 -> {
        our = OutboundEvent.of(key, value);
        event.setKey(key).setValue(value);
      }
      default -> {
        our = OutboundEvent.tombstone(key);
        event.setKey(key).setTombstone(true);
      }
    }
    int headers = random.nextInt(4) == 0 ? 1 + random.nextInt(20) : 0;
    for (int i = 0; i < headers; i++) {
      byte[] headerValue = bytes(random, 30);
      boolean empty = random.nextBoolean();
      our =
          our.withHeader(
              empty ? EventHeader.withoutValue("n" + i) : EventHeader.of("n" + i, headerValue));
      Header header = new Header("n" + i);
      if (!empty) {
        header.setValue(headerValue);
      }
      event.addToHeaders(header);
    }
    if (random.nextBoolean()) {
      int partition = random.nextInt(5000);
      our = our.withPartition(partition);
      event.setPartition(partition);
    }
    if (random.nextBoolean()) {
      long time = random.nextLong() >> random.nextInt(40);
      our = our.withTimestamp(Instant.ofEpochMilli(time));
      event.setTimestampMs(time);
    }
    ours.add(our);
    generated.add(event);
  }

  private static byte[] bytes(Random random, int most) {
    byte[] bytes = new byte[random.nextInt(most + 1)];
    random.nextBytes(bytes);
    return bytes;
  }

  private static byte[] encode(WriteRequest request) throws TException {
    TMemoryBuffer out = new TMemoryBuffer(256);
    TCompactProtocol protocol = new TCompactProtocol(out);
    protocol.writeMessageBegin(new TMessage("write", TMessageType.CALL, 1));
    new Switchboard.write_args().setRequest(request).write(protocol);
    protocol.writeMessageEnd();
    return Arrays.copyOf(out.getArray(), out.length());
  }

  private static byte[] joined(List<ByteBuffer> parts) {
    ByteBuffer whole = ByteBuffer.allocate(parts.stream().mapToInt(ByteBuffer::remaining).sum());
    parts.forEach(whole::put);
    return whole.array();
  }
}
