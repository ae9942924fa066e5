package io.switchboard.node.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.switchboard.node.door.DoorMetrics.Reject;
import io.switchboard.protocol.ErrorCode;
import io.switchboard.protocol.ReadRequest;
import io.switchboard.protocol.Switchboard;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Peers that send or take slowly, or not at all, lose their connection or their turn; and nobody
 * else does.
 */
@Timeout(180)
class SlowPeersTest {
  private static final String HEAD =
      "POST /thrift HTTP/1.1\r\nContent-Type: application/x-thrift\r\nContent-Length: %d\r\n\r\n";

  private static byte[] head(int length) {
    return String.format(HEAD, length).getBytes(StandardCharsets.US_ASCII);
  }

  @Test
  void aFrameThatIsBegunAndNotFinishedEndsItsConnection() throws Exception {
    try (DoorFixture fixture = new DoorFixture("slow.request-grace = 200 ms");
        RawTcp inLength = fixture.rawTcp();
        RawTcp inBody = fixture.rawTcp();
        RawTcp inHead = new RawTcp(fixture.doors.httpAddress());
        RawTcp inHttpBody = new RawTcp(fixture.doors.httpAddress());
        RawTcp fine = fixture.rawTcp()) {
      inLength.send(new byte[] {0, 0});
      inBody.send(RawTcp.length(1_000), new byte[] {(byte) 0x82, 0x21});
      inHead.send("POST /thr".getBytes(StandardCharsets.US_ASCII));
      inHttpBody.send(head(1_000), new byte[] {(byte) 0x82, 0x21});
      assertThat(Messages.reply(Wire.BINARY, inLength.readFrame()).exception().getMessage())
          .contains("in time");
      assertThat(inLength.isAtEnd()).isTrue();
      assertThat(Messages.reply(Wire.COMPACT, inBody.readFrame()).exception().getMessage())
          .contains("in time");
      assertThat(inBody.isAtEnd()).isTrue();
      assertThat(new String(inHead.readToEnd(), StandardCharsets.US_ASCII))
          .startsWith("HTTP/1.1 408");
      assertThat(new String(inHttpBody.readToEnd(), StandardCharsets.US_ASCII))
          .startsWith("HTTP/1.1 408");
      assertThat(fixture.metrics.rejects(Reject.SLOW_SENDER)).isEqualTo(4);
      assertThat(fixture.metrics.requestBytesHeld()).isZero();
      fine.sendFrame(Messages.read(Wire.COMPACT, "s", 1, 1));
      assertThat(Messages.reply(Wire.COMPACT, fine.readFrame()).isOk()).isTrue();
    }
  }

  @Test
  void aSenderBelowTheMinimalRateEndsItsConnectionThoughItNeverStops() throws Exception {
    try (DoorFixture fixture =
            new DoorFixture(
                "slow.request-grace = 200 ms", "slow.min-request-bytes-per-second = 1 MiB");
        RawTcp tcp = fixture.rawTcp()) {
      tcp.send(RawTcp.length(4 << 20), new byte[] {(byte) 0x82, 0x21});
      long start = System.nanoTime();
      boolean isOpen = true;
      while (isOpen && System.nanoTime() - start < 10_000_000_000L) {
        try {
          tcp.send(new byte[1_000]);
          isOpen = fixture.metrics.rejects(Reject.SLOW_SENDER) == 0;
          Thread.onSpinWait();
          java.util.concurrent.locks.LockSupport.parkNanos(5_000_000);
        } catch (IOException e) {
          isOpen = false;
        }
      }
      assertThat(fixture.metrics.rejects(Reject.SLOW_SENDER)).isEqualTo(1);
    }
  }

  @Test
  void anIdleConnectionIsClosedButNotWhileACallWaits() throws Exception {
    // Before the time of the connection begins that it is sent on.
    byte[] call = Messages.read(Wire.COMPACT, "wait", 1, 1);
    try (DoorFixture fixture = new DoorFixture("connections.idle-timeout = 1 s");
        RawTcp idle = fixture.rawTcp();
        RawTcp idleHttp = new RawTcp(fixture.doors.httpAddress());
        RawTcp waits = fixture.rawTcp()) {
      waits.sendFrame(call);
      assertThat(idle.isAtEnd()).isTrue();
      assertThat(idleHttp.isAtEnd()).isTrue();
      assertThat(fixture.metrics.rejects(Reject.IDLE)).isEqualTo(2);
      await().during(Duration.ofMillis(500)).until(() -> fixture.metrics.connectionsOpen() == 1);
      FakeService.Waiting waiting = fixture.service.waiting.remove();
      waiting.reply().complete(FakeService.nothing(waiting.request()));
      assertThat(Messages.reply(Wire.COMPACT, waits.readFrame()).message().seqid).isEqualTo(1);
      assertThat(waits.isAtEnd()).isTrue();
    }
  }

  @Test
  void aReaderThatTakesNothingStopsItsOwnCallsAndIsClosed() throws Exception {
    try (DoorFixture fixture = new DoorFixture("slow.reply-timeout = 1500 ms");
        RawTcp greedy = fixture.rawTcp();
        RawTcp fine = fixture.rawTcp()) {
      byte[] call =
          Messages.call(
              Wire.COMPACT,
              "read",
              1,
              new Switchboard.read_args(new ReadRequest("big", 1).setMaxBytes(1 << 20)));
      for (int i = 0; i < 100; i++) {
        greedy.sendFrame(call);
      }
      await()
          .until(
              () ->
                  fixture.metrics.replyBytesHeld() > 0
                      || fixture.metrics.rejects(Reject.SLOW_READER) == 1);
      // What the socket buffers take, the reply that fills the write buffer, and no more.
      await().during(Duration.ofMillis(300)).until(() -> fixture.service.calls.get() < 30);
      assertThat(fixture.metrics.replyBytesHeld()).isLessThan(4 << 20);
      fine.sendFrame(Messages.read(Wire.COMPACT, "s", 1, 1));
      assertThat(Messages.reply(Wire.COMPACT, fine.readFrame()).isOk()).isTrue();
      await().until(() -> fixture.metrics.rejects(Reject.SLOW_READER) == 1);
      await().until(() -> fixture.metrics.replyBytesHeld() == 0);
    }
  }

  @Test
  void aRequestWithoutRoomInTheBudgetWaitsAndIsThenAnsweredBackpressure() throws Exception {
    try (DoorFixture fixture =
        new DoorFixture(
            "message.max-bytes = 1 MiB",
            "budget.in-flight-bytes = 3 MiB",
            "budget.wait = 700 ms")) {
      byte[] large = Messages.write(Wire.COMPACT, 1, 900_000, 1);
      List<RawTcp> hogs = hogs(fixture);
      try (RawTcp tcp = fixture.rawTcp()) {
        tcp.sendFrame(large);
        Messages.Reply refused = Messages.reply(Wire.COMPACT, tcp.readFrame());
        assertThat(refused.error().getCode()).isEqualTo(ErrorCode.BACKPRESSURE.getValue());
        assertThat(refused.error().getRetryAfterMs()).isEqualTo(500);
        assertThat(refused.message().seqid).isEqualTo(1);

        HttpResponse<byte[]> http =
            HttpClients.post(fixture.doors.httpAddress(), Wire.COMPACT.contentType(), large);
        assertThat(http.statusCode()).isEqualTo(503);
        assertThat(http.headers().firstValue("Retry-After")).contains("1");
      }
      release(fixture, hogs);
    }
  }

  @Test
  void aRequestThatWaitsForRoomGetsItsTurnWhenThereIsSomeInTime() throws Exception {
    try (DoorFixture fixture =
        new DoorFixture(
            "message.max-bytes = 1 MiB", "budget.in-flight-bytes = 3 MiB", "budget.wait = 20 s")) {
      byte[] large = Messages.write(Wire.COMPACT, 1, 900_000, 1);
      List<RawTcp> hogs = hogs(fixture);
      try (RawTcp tcp = fixture.rawTcp()) {
        tcp.sendFrame(large);
        FakeService.Waiting waiting = fixture.service.waiting.remove();
        waiting.reply().complete(FakeService.nothing(waiting.request()));
        assertThat(Messages.reply(Wire.COMPACT, tcp.readFrame()).isOk()).isTrue();
      }
      release(fixture, hogs);
    }
  }

  /** Two whole calls that their service keeps: their bytes cannot be taken back. */
  private static List<RawTcp> hogs(DoorFixture fixture) throws Exception {
    List<RawTcp> hogs = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      hogs.add(fixture.rawTcp().sendFrame(hang(900_000)));
    }
    await().until(() -> fixture.service.waiting.size() == 2);
    return hogs;
  }

  private static void release(DoorFixture fixture, List<RawTcp> hogs) throws IOException {
    for (FakeService.Waiting waiting : fixture.service.waiting) {
      waiting.reply().complete(FakeService.nothing(waiting.request()));
    }
    await().until(() -> fixture.metrics.requestBytesHeld() == 0);
    for (RawTcp hog : hogs) {
      hog.close();
    }
  }

  /** A call that hangs in the service and holds this many bytes. */
  private static byte[] hang(int bytes) throws Exception {
    return Messages.call(
        Wire.COMPACT,
        "read",
        1,
        new Switchboard.read_args(new ReadRequest("hang", 1).setLastToken(new byte[bytes])));
  }

  @Test
  void bytesThatLieIdleInHalfFramesAreTakenBackWhenOthersNeedThem() throws Exception {
    try (DoorFixture fixture =
        new DoorFixture(
            "message.max-bytes = 1 MiB", "budget.in-flight-bytes = 3 MiB", "budget.wait = 25 s")) {
      List<RawTcp> hogs = new ArrayList<>();
      byte[] large = Messages.write(Wire.COMPACT, 1, 900_000, 1);
      for (int i = 0; i < 2; i++) {
        hogs.add(fixture.rawTcp().send(RawTcp.length(large.length), Arrays.copyOf(large, 800_000)));
      }
      await().until(() -> fixture.metrics.requestBytesHeld() > 1_800_000);
      try (RawTcp tcp = fixture.rawTcp()) {
        long start = System.nanoTime();
        tcp.sendFrame(large);
        assertThat(Messages.reply(Wire.COMPACT, tcp.readFrame()).isOk()).isTrue();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
      }
      // The victim is told, and goes on once it has sent its rest.
      await().until(() -> fixture.metrics.rejects(Reject.BUDGET) >= 1);
      for (RawTcp hog : hogs) {
        hog.send(Arrays.copyOfRange(large, 800_000, large.length));
      }
      int refused = 0;
      for (RawTcp hog : hogs) {
        Messages.Reply reply = Messages.reply(Wire.COMPACT, hog.readFrame());
        if (!reply.isOk()) {
          assertThat(reply.error().getCode()).isEqualTo(ErrorCode.BACKPRESSURE.getValue());
          refused++;
        }
        hog.sendFrame(large);
        assertThat(Messages.reply(Wire.COMPACT, hog.readFrame()).isOk()).isTrue();
        hog.close();
      }
      assertThat(refused).isBetween(1, 2);
      await().until(() -> fixture.metrics.requestBytesHeld() == 0);
    }
  }

  @Test
  void aReplyWithoutRoomIsAnsweredBackpressureBecauseTheCallCanBeRepeated() throws Exception {
    try (DoorFixture fixture =
            new DoorFixture("message.max-bytes = 1 MiB", "budget.reply-bytes = 2 MiB");
        RawTcp tcp = fixture.rawTcp()) {
      byte[] call =
          Messages.call(
              Wire.COMPACT,
              "read",
              1,
              new Switchboard.read_args(new ReadRequest("big", 1).setMaxBytes(3 << 20)));
      tcp.sendFrame(call);
      assertThat(Messages.reply(Wire.COMPACT, tcp.readFrame()).error().getCode())
          .isEqualTo(ErrorCode.BACKPRESSURE.getValue());
    }
  }
}
