package io.switchboard.node.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.switchboard.protocol.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.apache.thrift.TApplicationException;
import org.apache.thrift.protocol.TMessageType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the framed TCP door does with streams that are no, or not quite, frames of Thrift messages.
 */
@Timeout(30)
class TcpDoorTest {
  private static DoorFixture fixture;

  @BeforeAll
  static void open() {
    fixture = new DoorFixture();
  }

  @AfterAll
  static void close() {
    await().untilAsserted(() -> assertThat(fixture.metrics.requestBytesHeld()).isZero());
    await().untilAsserted(() -> assertThat(fixture.metrics.replyBytesHeld()).isZero());
    fixture.close();
  }

  private static TApplicationException exception(byte[] frame) throws Exception {
    return Messages.reply(Wire.ofFirstByte(frame[0]).orElseThrow(), frame).exception();
  }

  @ParameterizedTest
  @ValueSource(ints = {Integer.MAX_VALUE, Integer.MIN_VALUE, -1, 0, 2_000_000_000})
  void aFrameOfAnImpossibleLengthIsRefusedByItsFirstFourBytes(int length) throws Exception {
    try (RawTcp tcp = fixture.rawTcp()) {
      tcp.send(RawTcp.length(length));
      assertThat(exception(tcp.readFrame()).getType())
          .isEqualTo(TApplicationException.PROTOCOL_ERROR);
      assertThat(tcp.isAtEnd()).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource(value = Wire.class, names = "JSON", mode = EnumSource.Mode.EXCLUDE)
  void aFrameThatIsSomewhatTooLargeIsSkippedAndItsCallerTold(Wire wire) throws Exception {
    try (RawTcp tcp = fixture.rawTcp()) {
      tcp.sendFrame(Messages.write(wire, 6, 1 << 20, 4));
      tcp.sendFrame(Messages.read(wire, "s", 8, 5));
      Messages.Reply reply = Messages.reply(wire, tcp.readFrame());
      assertThat(reply.message().seqid).isEqualTo(4);
      assertThat(reply.error().getCode()).isEqualTo(ErrorCode.LIMIT_EXCEEDED.getValue());
      assertThat(Messages.reply(wire, tcp.readFrame()).read().getAckedSeq()).isEqualTo(7);
    }
  }

  @Test
  void jsonIsToldToUseHttp() throws Exception {
    try (RawTcp tcp = fixture.rawTcp()) {
      tcp.sendFrame(Messages.read(Wire.JSON, "s", 1, 1));
      TApplicationException exception = exception(tcp.readFrame());
      assertThat(exception.getMessage()).contains("UNKNOWN_PROTOCOL", "HTTP");
      assertThat(tcp.isAtEnd()).isTrue();
    }
  }

  @Test
  void anUnknownFirstByteIsRefusedBeforeTheRestOfTheFrameCame() throws Exception {
    try (RawTcp tcp = fixture.rawTcp()) {
      tcp.send(RawTcp.length(1_000_000), new byte[] {0x42});
      assertThat(exception(tcp.readFrame()).getMessage()).contains("UNKNOWN_PROTOCOL");
      assertThat(tcp.isAtEnd()).isTrue();
    }
  }

  @Test
  void aBrowserIsToldThatThisIsNotHttp() throws Exception {
    try (RawTcp tcp = fixture.rawTcp()) {
      tcp.send("POST /thrift HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      assertThat(exception(tcp.readFrame()).getMessage()).contains("not HTTP");
      assertThat(tcp.isAtEnd()).isTrue();
    }
  }

  @Test
  void aClientWithoutFramedTransportIsToldSo() throws Exception {
    try (RawTcp tcp = fixture.rawTcp()) {
      tcp.send(Messages.read(Wire.BINARY, "s", 1, 1));
      assertThat(exception(tcp.readFrame()).getMessage()).contains("framed transport");
    }
  }

  @ParameterizedTest
  @EnumSource(value = Wire.class, names = "JSON", mode = EnumSource.Mode.EXCLUDE)
  void garbageBehindAKnownFirstByteEndsTheConnectionWithAnAnswer(Wire wire) throws Exception {
    try (RawTcp tcp = fixture.rawTcp()) {
      byte[] garbage = Messages.read(wire, "s", 1, 1).clone();
      java.util.Arrays.fill(garbage, 1, garbage.length, (byte) 0xfe);
      tcp.sendFrame(garbage);
      assertThat(exception(tcp.readFrame()).getType())
          .isEqualTo(TApplicationException.PROTOCOL_ERROR);
      assertThat(tcp.isAtEnd()).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource(value = Wire.class, names = "JSON", mode = EnumSource.Mode.EXCLUDE)
  void mistakesThatLeaveTheStreamReadableDoNotEndTheConnection(Wire wire) throws Exception {
    try (RawTcp tcp = fixture.rawTcp()) {
      tcp.sendFrame(Messages.message(wire, "reed", TMessageType.CALL, 1, out -> {}));
      tcp.sendFrame(Messages.message(wire, "read", TMessageType.ONEWAY, 2, out -> {}));
      tcp.sendFrame(Hostile.announcedEvents(wire, 2_000_000_000));
      tcp.sendFrame(Messages.read(wire, "s", 5, 3));
      assertThat(Messages.reply(wire, tcp.readFrame()).exception().getType())
          .isEqualTo(TApplicationException.UNKNOWN_METHOD);
      assertThat(Messages.reply(wire, tcp.readFrame()).exception().getType())
          .isEqualTo(TApplicationException.INVALID_MESSAGE_TYPE);
      assertThat(Messages.reply(wire, tcp.readFrame()).error().getCode())
          .isEqualTo(ErrorCode.LIMIT_EXCEEDED.getValue());
      assertThat(Messages.reply(wire, tcp.readFrame()).read().getAckedSeq()).isEqualTo(4);
    }
  }

  @Test
  void pipelinedCallsAreAnsweredInTheirOrderAlsoWhenTheFirstTakesLongest() throws Exception {
    try (RawTcp tcp = fixture.rawTcp()) {
      tcp.sendFrame(Messages.read(Wire.COMPACT, "hang", 1, 1));
      for (int seqid = 2; seqid <= 200; seqid++) {
        tcp.sendFrame(Messages.read(Wire.COMPACT, "s", seqid, seqid));
      }
      await()
          .until(
              () ->
                  fixture.service.waiting.stream()
                      .anyMatch(w -> w.request().getSession().equals("hang")));
      // With one call waiting, fifteen more may be made; the rest stays unread.
      await()
          .until(
              () ->
                  fixture.metrics.requests().values().stream().mapToLong(Long::longValue).sum()
                      >= 15);
      FakeService.Waiting first =
          fixture.service.waiting.stream()
              .filter(w -> w.request().getSession().equals("hang"))
              .findFirst()
              .orElseThrow();
      first.reply().complete(FakeService.nothing(first.request()));
      for (int seqid = 1; seqid <= 200; seqid++) {
        assertThat(Messages.reply(Wire.COMPACT, tcp.readFrame()).message().seqid).isEqualTo(seqid);
      }
    }
  }

  @Test
  void noMoreCallsThanAllowedAreInFlightOnOneConnection() throws Exception {
    try (DoorFixture own = new DoorFixture("connections.max-pipelined-calls = 4");
        RawTcp tcp = own.rawTcp()) {
      for (int seqid = 1; seqid <= 20; seqid++) {
        tcp.sendFrame(Messages.read(Wire.BINARY, "wait", seqid, seqid));
      }
      await().until(() -> own.service.waiting.size() == 4);
      await().during(Duration.ofMillis(200)).until(() -> own.service.waiting.size() == 4);
      for (int seqid = 1; seqid <= 20; seqid++) {
        await().until(() -> !own.service.waiting.isEmpty());
        FakeService.Waiting waiting = own.service.waiting.remove();
        waiting.reply().complete(FakeService.nothing(waiting.request()));
        assertThat(Messages.reply(Wire.BINARY, tcp.readFrame()).message().seqid).isEqualTo(seqid);
      }
    }
  }

  @Test
  void framesMayComeInAnyPieces() throws Exception {
    try (RawTcp tcp = fixture.rawTcp()) {
      byte[] message = Messages.read(Wire.COMPACT, "s", 3, 8);
      for (byte b : RawTcp.length(message.length)) {
        tcp.send(new byte[] {b});
      }
      for (byte b : message) {
        tcp.send(new byte[] {b});
      }
      assertThat(Messages.reply(Wire.COMPACT, tcp.readFrame()).message().seqid).isEqualTo(8);
    }
  }

  @Test
  void halfAFrameHoldsLittleAndItsEndFreesIt() throws Exception {
    long before = fixture.metrics.requestBytesHeld();
    try (RawTcp tcp = fixture.rawTcp()) {
      tcp.send(RawTcp.length(5_000_000), new byte[] {(byte) 0x82, 1, 2, 3});
      await().until(() -> fixture.metrics.requestBytesHeld() > before);
      assertThat(fixture.metrics.requestBytesHeld() - before).isLessThan(16 << 10);
    }
    await().until(() -> fixture.metrics.requestBytesHeld() == before);
  }
}
