package io.switchboard.node.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.switchboard.protocol.AllocateRequest;
import io.switchboard.protocol.Event;
import io.switchboard.protocol.Header;
import io.switchboard.protocol.Role;
import io.switchboard.protocol.Switchboard;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.apache.thrift.TException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Valid messages with random damage: nothing hangs, no event loop dies, no byte of the budget is
 * lost.
 *
 * <p>Repeat a red run with {@code -Dswitchboard.seed=<seed>}; more rounds with {@code
 * -Dswitchboard.rounds=<n>}.
 */
@Timeout(120)
class MutationTest {
  private static final int ROUNDS = Integer.getInteger("switchboard.rounds", 500);
  private final long seed = Long.getLong("switchboard.seed", System.nanoTime());
  private final Random random = new Random(seed);

  private static List<byte[]> originals(Wire wire) throws TException {
    List<Header> headers = List.of(new Header("name").setValue(new byte[20]), new Header("other"));
    Event event =
        new Event()
            .setKey(new byte[9])
            .setValue(new byte[300])
            .setHeaders(headers)
            .setTimestampMs(7);
    AllocateRequest allocate =
        new AllocateRequest(ByteBuffer.wrap(new byte[16]), "topic", Role.READER)
            .setPartitions(List.of(1, 2, 3));
    return List.of(
        Messages.read(wire, "s", 1, 1),
        Messages.write(wire, 2, List.of(event, event, event)),
        Messages.write(wire, 20, 500, 3),
        Messages.call(wire, "allocate", 4, new Switchboard.allocate_args(allocate)));
  }

  private byte[] mutate(byte[] original) {
    byte[] bytes = original.clone();
    for (int hits = 1 + random.nextInt(4); hits > 0; hits--) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(7)) {
        case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> bytes[at] = (byte) random.nextInt();
        case 2 -> bytes = Arrays.copyOf(bytes, Math.max(1, at));
        case 3 -> bytes = Arrays.copyOf(bytes, bytes.length + random.nextInt(20));
        case 4 ->
            Arrays.fill(bytes, at, Math.min(bytes.length, at + 1 + random.nextInt(8)), (byte) 0xff);
        case 5 ->
            System.arraycopy(
                bytes, random.nextInt(at + 1), bytes, at, Math.min(5, bytes.length - at));
        default -> Arrays.fill(bytes, at, Math.min(bytes.length, at + 4), (byte) 0x7f);
      }
    }
    return bytes;
  }

  @Test
  void theParserAnswersEveryMutation() throws Exception {
    System.out.println("switchboard.seed=" + seed);
    MessageParser parser = new MessageParser(new MessageLimits(5 << 20, 100_000, 16, 1_000));
    for (Wire wire : Wire.values()) {
      for (byte[] original : originals(wire)) {
        for (int round = 0; round < 10 * ROUNDS; round++) {
          byte[] mutant = mutate(original);
          if (parser.parse(wire, mutant, mutant.length).header().wire() != wire) {
            throw new AssertionError("another protocol answered, seed " + seed);
          }
        }
      }
    }
  }

  @Test
  void theDoorsOutliveEveryMutation() throws Exception {
    System.out.println("switchboard.seed=" + seed);
    try (DoorFixture fixture =
        new DoorFixture(
            "slow.request-grace = 300 ms", "slow.request-timeout = 600 ms", "call-timeout = 5 s")) {
      List<RawTcp> open = new ArrayList<>();
      for (int round = 0; round < ROUNDS; round++) {
        Wire wire = Wire.values()[random.nextInt(3)];
        byte[] mutant = mutate(originals(wire).get(random.nextInt(4)));
        boolean isTcp = random.nextBoolean();
        RawTcp connection = isTcp ? fixture.rawTcp() : new RawTcp(fixture.doors.httpAddress());
        open.add(connection);
        try {
          connection.send(isTcp ? frame(mutant) : post(wire, mutant));
        } catch (IOException e) {
          // The door closed first.
        }
        if (open.size() > 50) {
          open.remove(random.nextInt(open.size())).close();
        }
      }
      for (RawTcp connection : open) {
        connection.close();
      }
      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(
              () -> {
                assertThat(fixture.metrics.connectionsOpen())
                    .as("open connections, seed %d", seed)
                    .isZero();
                assertThat(fixture.metrics.requestBytesHeld())
                    .as("request budget, seed %d", seed)
                    .isZero();
                assertThat(fixture.metrics.replyBytesHeld())
                    .as("reply budget, seed %d", seed)
                    .isZero();
                assertThat(fixture.metrics.callsInFlight()).as("calls, seed %d", seed).isZero();
              });
      for (int i = 0; i < 4; i++) { // both event loops live
        try (RawTcp fine = fixture.rawTcp()) {
          fine.sendFrame(Messages.read(Wire.COMPACT, "s", 1, i));
          assertThat(Messages.reply(Wire.COMPACT, fine.readFrame()).message().seqid).isEqualTo(i);
        }
      }
      System.out.println(fixture.metrics.requests());
    }
  }

  private byte[] frame(byte[] message) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int length = random.nextInt(10) == 0 ? random.nextInt() : message.length;
    out.write(RawTcp.length(length));
    out.write(message);
    return out.toByteArray();
  }

  private byte[] post(Wire wire, byte[] message) throws IOException {
    byte[] body = message;
    String coding = "";
    if (random.nextInt(4) == 0) {
      ByteArrayOutputStream packed = new ByteArrayOutputStream();
      try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
        out.write(message);
      }
      body = random.nextBoolean() ? mutate(packed.toByteArray()) : packed.toByteArray();
      coding = "Content-Encoding: gzip\r\nAccept-Encoding: gzip\r\n";
    }
    String type = random.nextBoolean() ? wire.contentType() : Wire.ANY_CONTENT_TYPE;
    byte[] head =
        ("POST /thrift HTTP/1.1\r\n"
                + coding
                + "Content-Type: "
                + type
                + "\r\nContent-Length: "
                + body.length
                + "\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(random.nextInt(10) == 0 ? mutate(head) : head);
    out.write(body);
    return out.toByteArray();
  }
}
