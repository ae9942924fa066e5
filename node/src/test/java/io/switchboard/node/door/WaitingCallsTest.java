package io.switchboard.node.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.switchboard.protocol.ErrorCode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Calls that wait: they cost no threads, are let go when their client leaves, and end when the
 * doors drain.
 */
@Timeout(60)
class WaitingCallsTest {
  private static void post(RawTcp http, byte[] message) throws IOException {
    String head =
        "POST /thrift HTTP/1.1\r\nContent-Type: application/x-thrift\r\nContent-Length: "
            + message.length
            + "\r\n\r\n";
    http.send(head.getBytes(StandardCharsets.US_ASCII), message);
  }

  private static void closeAll(List<RawTcp> connections) throws IOException {
    for (RawTcp connection : connections) {
      connection.close();
    }
  }

  @Test
  void aThousandIdleConnectionsAndTwoHundredLongPollsAddFewThreads() throws Exception {
    int before = Thread.activeCount();
    List<RawTcp> connections = new ArrayList<>();
    try (DoorFixture fixture = new DoorFixture()) {
      for (int i = 0; i < 500; i++) {
        connections.add(fixture.rawTcp());
        connections.add(new RawTcp(fixture.doors.httpAddress()));
      }
      for (int i = 0; i < 100; i++) {
        connections.get(2 * i).sendFrame(Messages.read(Wire.COMPACT, "wait", 1, i));
        post(connections.get(2 * i + 1), Messages.read(Wire.JSON, "wait", 1, i));
      }
      await().until(() -> fixture.service.waiting.size() == 200);
      await().until(() -> fixture.metrics.connectionsOpen() == 1_000);
      assertThat(fixture.metrics.callsInFlight()).isEqualTo(200);
      assertThat(Thread.activeCount() - before).isLessThan(8);
      fixture.service.waiting.forEach(
          waiting -> waiting.reply().complete(FakeService.nothing(waiting.request())));
      for (int i = 0; i < 100; i++) {
        assertThat(Messages.reply(Wire.COMPACT, connections.get(2 * i).readFrame()).message().seqid)
            .isEqualTo(i);
      }
    } finally {
      closeAll(connections);
    }
  }

  @Test
  void aClientThatLeavesReleasesItsWaitingCalls() throws Exception {
    try (DoorFixture fixture = new DoorFixture()) {
      RawTcp tcp = fixture.rawTcp();
      RawTcp http = new RawTcp(fixture.doors.httpAddress());
      tcp.sendFrame(Messages.read(Wire.COMPACT, "wait", 1, 1));
      tcp.sendFrame(Messages.read(Wire.COMPACT, "wait", 1, 2));
      post(http, Messages.read(Wire.JSON, "wait", 1, 3));
      await().until(() -> fixture.service.waiting.size() == 3);
      assertThat(fixture.service.waiting).allMatch(waiting -> waiting.context().isOpen());
      tcp.close();
      http.close();
      await().until(() -> fixture.service.cancelled.size() == 3);
      assertThat(fixture.service.cancelled).noneMatch(CallContext::isOpen);
      await()
          .until(
              () ->
                  fixture.metrics.callsInFlight() == 0 && fixture.metrics.requestBytesHeld() == 0);
      assertThat(fixture.metrics.connectionsOpen()).isZero();
    }
  }

  @Test
  void aCallThatItsServiceForgetsIsAnsweredAndTheLateReplyDropped() throws Exception {
    try (DoorFixture fixture = new DoorFixture("call-timeout = 200 ms");
        RawTcp tcp = fixture.rawTcp()) {
      tcp.sendFrame(Messages.read(Wire.COMPACT, "hang", 1, 1));
      Messages.Reply reply = Messages.reply(Wire.COMPACT, tcp.readFrame());
      assertThat(reply.error().getCode()).isEqualTo(ErrorCode.UNAVAILABLE.getValue());
      FakeService.Waiting waiting = fixture.service.waiting.remove();
      assertThat(waiting.context().isOpen()).isFalse();
      waiting.reply().complete(FakeService.nothing(waiting.request()));
      tcp.sendFrame(Messages.read(Wire.COMPACT, "s", 1, 2));
      assertThat(Messages.reply(Wire.COMPACT, tcp.readFrame()).message().seqid).isEqualTo(2);
      await().until(() -> fixture.metrics.requestBytesHeld() == 0);
    }
  }

  @Test
  void aDrainFinishesWhatIsInFlightAndAcceptsNothingNew() throws Exception {
    try (DoorFixture fixture = new DoorFixture()) {
      RawTcp idle = fixture.rawTcp();
      RawTcp busy = fixture.rawTcp();
      RawTcp busyHttp = new RawTcp(fixture.doors.httpAddress());
      busy.sendFrame(Messages.read(Wire.COMPACT, "wait", 1, 1));
      post(busyHttp, Messages.read(Wire.COMPACT, "wait", 1, 1));
      await().until(() -> fixture.service.waiting.size() == 2);
      var drained = fixture.doors.drain().toCompletableFuture();
      assertThat(idle.isAtEnd()).isTrue();
      await()
          .untilAsserted(
              () -> assertThatThrownBy(fixture::rawTcp).isInstanceOf(AssertionError.class));
      assertThat(drained).isNotDone();
      fixture.service.waiting.forEach(
          waiting -> waiting.reply().complete(FakeService.nothing(waiting.request())));
      assertThat(Messages.reply(Wire.COMPACT, busy.readFrame()).message().seqid).isEqualTo(1);
      assertThat(busy.isAtEnd()).isTrue();
      assertThat(new String(busyHttp.readToEnd(), StandardCharsets.ISO_8859_1))
          .contains("200 OK")
          .contains("close");
      drained.get(5, TimeUnit.SECONDS);
    }
  }

  @Test
  void aDrainCutsOffWhatTakesTooLong() throws Exception {
    try (DoorFixture fixture = new DoorFixture("drain-timeout = 300 ms");
        RawTcp busy = fixture.rawTcp()) {
      busy.sendFrame(Messages.read(Wire.COMPACT, "wait", 1, 1));
      await().until(() -> fixture.service.waiting.size() == 1);
      fixture.doors.drain().toCompletableFuture().get(5, TimeUnit.SECONDS);
      assertThat(busy.isAtEnd()).isTrue();
      await().until(() -> fixture.service.cancelled.size() == 1);
    }
  }

  @Test
  void aPortInUseIsNamedWithTheKeyToChange() {
    try (DoorFixture first = new DoorFixture()) {
      int port = first.doors.tcpAddress().getPort();
      DoorSettings settings = DoorFixture.settings("tcp.port = " + port);
      assertThatThrownBy(
              () ->
                  ThriftDoors.start(settings, first.service, new DoorMetrics())
                      .toCompletableFuture()
                      .join())
          .isInstanceOf(CompletionException.class)
          .hasCauseInstanceOf(ThriftDoors.DoorStartException.class)
          .hasMessageContaining(port + " on 127.0.0.1")
          .hasMessageContaining("switchboard.door.tcp.port");
    }
  }

  @Test
  void noMoreConnectionsThanAllowedComeIn() throws Exception {
    try (DoorFixture fixture = new DoorFixture("connections.max = 2")) {
      RawTcp first = fixture.rawTcp();
      RawTcp second = new RawTcp(fixture.doors.httpAddress());
      await().until(() -> fixture.metrics.connectionsOpen() == 2);
      try (RawTcp third = fixture.rawTcp()) {
        assertThat(Messages.reply(Wire.BINARY, third.readFrame()).exception().getMessage())
            .contains("TOO_MANY_CONNECTIONS");
        assertThat(third.isAtEnd()).isTrue();
      }
      try (RawTcp third = new RawTcp(fixture.doors.httpAddress())) {
        assertThat(new String(third.readToEnd(), StandardCharsets.ISO_8859_1))
            .startsWith("HTTP/1.1 503")
            .containsIgnoringCase("retry-after: 1");
      }
      first.close();
      await().atMost(Duration.ofSeconds(5)).until(() -> fixture.metrics.connectionsOpen() == 1);
      HttpResponse<byte[]> response =
          HttpClients.post(
              fixture.doors.httpAddress(),
              Wire.COMPACT.contentType(),
              Messages.read(Wire.COMPACT, "s", 1, 1));
      assertThat(response.statusCode()).isEqualTo(200);
      second.close();
    }
    try (DoorFixture fixture = new DoorFixture("connections.max-per-address = 1");
        RawTcp first = fixture.rawTcp()) {
      first.sendFrame(Messages.read(Wire.COMPACT, "s", 1, 1));
      assertThat(Messages.reply(Wire.COMPACT, first.readFrame()).isOk()).isTrue();
      try (RawTcp second = fixture.rawTcp()) {
        assertThat(Messages.reply(Wire.BINARY, second.readFrame()).exception()).isNotNull();
      }
      first.sendFrame(Messages.read(Wire.COMPACT, "s", 1, 1));
      assertThat(Messages.reply(Wire.COMPACT, first.readFrame()).isOk()).isTrue();
    }
  }
}
