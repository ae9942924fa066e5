package io.switchboard.node;

import static io.switchboard.protocol.ErrorCode.BATCH_TOO_LARGE;
import static io.switchboard.protocol.ErrorCode.CURSOR_FOREIGN;
import static io.switchboard.protocol.ErrorCode.CURSOR_FORGED;
import static io.switchboard.protocol.ErrorCode.EVENT_TOO_LARGE;
import static io.switchboard.protocol.ErrorCode.HOLDER_SUPERSEDED;
import static io.switchboard.protocol.ErrorCode.INVALID_ARGUMENT;
import static io.switchboard.protocol.ErrorCode.REQUEST_ID_REUSED;
import static io.switchboard.protocol.ErrorCode.SEQ_CONFLICT;
import static io.switchboard.protocol.ErrorCode.SEQ_OUT_OF_ORDER;
import static io.switchboard.protocol.ErrorCode.SEQ_SUPERSEDED;
import static io.switchboard.protocol.ErrorCode.SESSION_DISPOSED;
import static io.switchboard.protocol.ErrorCode.SESSION_UNKNOWN;
import static io.switchboard.protocol.ErrorCode.TOKEN_FOREIGN;
import static io.switchboard.protocol.ErrorCode.TOKEN_FORGED;
import static io.switchboard.protocol.ErrorCode.TOKEN_SUPERSEDED;
import static io.switchboard.protocol.ErrorCode.UNKNOWN_PARTITION;
import static io.switchboard.protocol.ErrorCode.UNKNOWN_TOPIC;
import static io.switchboard.protocol.ErrorCode.WRONG_ROLE;
import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.protocol.AckRequest;
import io.switchboard.protocol.AckResult;
import io.switchboard.protocol.AllocateRequest;
import io.switchboard.protocol.Batch;
import io.switchboard.protocol.DescribeRequest;
import io.switchboard.protocol.DisposeRequest;
import io.switchboard.protocol.ErrorCode;
import io.switchboard.protocol.Event;
import io.switchboard.protocol.Phase;
import io.switchboard.protocol.ReadRequest;
import io.switchboard.protocol.Session;
import io.switchboard.protocol.StartAt;
import io.switchboard.protocol.SwitchboardError;
import io.switchboard.protocol.WriteReply;
import io.switchboard.protocol.WriteRequest;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.thrift.TException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every mistake of a caller gets its own plain answer, over both transports and every protocol, and
 * loses nothing.
 */
class BadInputIT {
  private static TestNode node;
  private static String topic;

  /** How a client may speak. */
  enum Speech {
    TCP_COMPACT,
    TCP_BINARY,
    HTTP_COMPACT,
    HTTP_BINARY,
    HTTP_JSON;

    RawClient client() throws TException {
      return switch (this) {
        case TCP_COMPACT -> RawClient.compact(node.node().tcpAddress().getPort());
        case TCP_BINARY -> RawClient.binary(node.node().tcpAddress().getPort());
        case HTTP_COMPACT -> RawClient.http(node.node().httpAddress().getPort(), "compact");
        case HTTP_BINARY -> RawClient.http(node.node().httpAddress().getPort(), "binary");
        case HTTP_JSON -> RawClient.http(node.node().httpAddress().getPort(), "json");
      };
    }
  }

  @BeforeAll
  static void start() throws Exception {
    node = TestNode.start(Map.of());
    topic = TestNode.newTopic(2);
  }

  @AfterAll
  static void stop() throws Exception {
    node.close();
  }

  @ParameterizedTest
  @EnumSource
  void anUnknownTopicOrPartitionIsNamed(Speech speech) throws Exception {
    try (RawClient c = speech.client()) {
      refused(UNKNOWN_TOPIC, () -> c.thrift.allocate(RawClient.reader("no-such-topic")));
      refused(
          UNKNOWN_TOPIC,
          () -> c.thrift.allocate(RawClient.writer(node.clusterId + "-switchboard-ledger")));
      refused(UNKNOWN_TOPIC, () -> c.thrift.allocate(RawClient.reader("__consumer_offsets")));
      refused(
          UNKNOWN_PARTITION,
          () -> c.thrift.allocate(RawClient.reader(topic).setPartitions(List.of(0, 7))));
    }
  }

  @ParameterizedTest
  @EnumSource
  void wrongArgumentsAreNamed(Speech speech) throws Exception {
    try (RawClient c = speech.client()) {
      AllocateRequest shortId = RawClient.reader(topic).setRequestId(new byte[15]);
      refused(INVALID_ARGUMENT, () -> c.thrift.allocate(shortId));
      refused(
          INVALID_ARGUMENT, () -> c.thrift.allocate(RawClient.reader(topic).setIdleTimeoutMs(1)));
      refused(
          INVALID_ARGUMENT,
          () -> c.thrift.allocate(RawClient.reader(topic).setStartAt(StartAt.TIMESTAMP)));
      Session s = c.thrift.allocate(RawClient.reader(topic));
      refused(INVALID_ARGUMENT, () -> c.thrift.read(new ReadRequest(s.getSession(), 0)));
      refused(
          INVALID_ARGUMENT,
          () -> c.thrift.read(new ReadRequest(s.getSession(), 1).setMaxWaitMs(60_000)));
      refused(INVALID_ARGUMENT, () -> c.thrift.read(new ReadRequest("not a session", 1)));
      Session w = c.thrift.allocate(RawClient.writer(topic));
      refused(
          INVALID_ARGUMENT, () -> c.thrift.write(new WriteRequest(w.getSession(), 1, List.of())));
      refused(
          INVALID_ARGUMENT,
          () -> c.thrift.write(new WriteRequest(w.getSession(), 1, List.of(new Event()))));
    }
  }

  @ParameterizedTest
  @EnumSource
  void anEventOrABatchThatIsTooLargeIsRefusedAndTheSessionGoesOn(Speech speech) throws Exception {
    try (RawClient c = speech.client()) {
      Session s = c.thrift.allocate(RawClient.writer(topic));
      Event large = new Event().setValue(new byte[900 * 1024 + 1]);
      refused(
          EVENT_TOO_LARGE,
          () -> c.thrift.write(new WriteRequest(s.getSession(), 1, List.of(large))));
      Event half = new Event().setValue(new byte[600 * 1024]);
      refused(
          BATCH_TOO_LARGE,
          () -> c.thrift.write(new WriteRequest(s.getSession(), 1, List.of(half, half))));
      List<Event> many = Collections.nCopies(5001, new Event().setValue(new byte[1]));
      refused(BATCH_TOO_LARGE, () -> c.thrift.write(new WriteRequest(s.getSession(), 1, many)));
      assertThat(commit(c, s, 1, "small")).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aSeqOutOfOrderIsToldTheExpectedOneAndARepeatedOneIsDone(Speech speech) throws Exception {
    try (RawClient c = speech.client()) {
      Session s = c.thrift.allocate(RawClient.writer(topic));
      assertThat(commit(c, s, 1, "one")).isEqualTo(1);
      SwitchboardError gap =
          refused(SEQ_OUT_OF_ORDER, () -> c.thrift.write(RawClient.write(s, 3, "three")));
      assertThat(gap.getExpectedSeq()).isEqualTo(2);
      WriteReply repeated = c.thrift.write(RawClient.write(s, 1, "one"));
      assertThat(repeated.getCommittedSeq()).isEqualTo(1);
      AckRequest ack = new AckRequest(s.getSession(), 1, repeated.bufferForStageToken());
      assertThat(c.thrift.ack(ack).getResult()).isEqualTo(AckResult.ALREADY_DONE);
    }
  }

  @ParameterizedTest
  @EnumSource
  void otherBytesUnderADoneSeqAreAConflictAndAReplacedStageIsSuperseded(Speech speech)
      throws Exception {
    try (RawClient c = speech.client()) {
      Session s = c.thrift.allocate(RawClient.writer(topic));
      commit(c, s, 1, "one");
      refused(SEQ_CONFLICT, () -> c.thrift.write(RawClient.write(s, 1, "another")));
      WriteReply first = c.thrift.write(RawClient.write(s, 2, "two"));
      WriteReply second = c.thrift.write(RawClient.write(s, 2, "two, better"));
      refused(
          TOKEN_SUPERSEDED,
          () -> c.thrift.ack(new AckRequest(s.getSession(), 2, first.bufferForStageToken())));
      assertThat(
              c.thrift
                  .ack(new AckRequest(s.getSession(), 2, second.bufferForStageToken()))
                  .getCommittedSeq())
          .isEqualTo(2);
      refused(
          SEQ_CONFLICT,
          () -> c.thrift.ack(new AckRequest(s.getSession(), 2, first.bufferForStageToken())));
    }
  }

  @ParameterizedTest
  @EnumSource
  void forgedForeignAndStaleTokensAreToldApart(Speech speech) throws Exception {
    try (RawClient c = speech.client()) {
      Session w = c.thrift.allocate(RawClient.writer(topic));
      commit(c, w, 1, "a", "b", "c");
      WriteReply staged = c.thrift.write(RawClient.write(w, 2, "d"));
      byte[] altered = staged.getStageToken().clone();
      altered[altered.length / 2] ^= 1;
      refused(
          TOKEN_FORGED,
          () -> c.thrift.ack(new AckRequest(w.getSession(), 2, ByteBuffer.wrap(altered))));
      refused(
          TOKEN_FORGED,
          () -> c.thrift.ack(new AckRequest(w.getSession(), 2, ByteBuffer.wrap(new byte[0]))));
      refused(
          TOKEN_FORGED,
          () -> c.thrift.ack(new AckRequest(w.getSession(), 2, ByteBuffer.wrap(new byte[20_000]))));
      Session other = c.thrift.allocate(RawClient.writer(topic));
      refused(
          TOKEN_FOREIGN,
          () -> c.thrift.ack(new AckRequest(other.getSession(), 2, staged.bufferForStageToken())));
      refused(
          INVALID_ARGUMENT,
          () -> c.thrift.ack(new AckRequest(w.getSession(), 1, staged.bufferForStageToken())));

      Session r = c.thrift.allocate(RawClient.reader(topic));
      Batch first = read(c, r, 1, null);
      refused(
          WRONG_ROLE,
          () -> c.thrift.ack(new AckRequest(r.getSession(), 2, staged.bufferForStageToken())));
      Batch second = read(c, r, 2, first.bufferForToken());
      refused(SEQ_SUPERSEDED, () -> read(c, r, 1, null));
      assertThat(
              c.thrift.ack(new AckRequest(r.getSession(), 2, second.bufferForToken())).getResult())
          .isEqualTo(AckResult.DONE);
      refused(INVALID_ARGUMENT, () -> read(c, r, 3, first.bufferForToken()));
    }
  }

  @ParameterizedTest
  @EnumSource
  void forgedAndForeignCursorsAreToldApart(Speech speech) throws Exception {
    String elsewhere = TestNode.newTopic(1);
    try (RawClient c = speech.client()) {
      Session w = c.thrift.allocate(RawClient.writer(topic));
      commit(c, w, 1, "x");
      Session r = c.thrift.allocate(RawClient.reader(topic));
      Batch batch = read(c, r, 1, null);
      refused(CURSOR_FORGED, () -> c.thrift.allocate(atCursor(topic, batch.getToken())));
      refused(CURSOR_FOREIGN, () -> c.thrift.allocate(atCursor(elsewhere, batch.getCursor())));
      assertThat(c.thrift.allocate(atCursor(topic, batch.getCursor())).getSeq()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aDisposedOrUnknownSessionIsGoneAndItsRequestIdStaysUsed(Speech speech) throws Exception {
    try (RawClient c = speech.client()) {
      AllocateRequest request = RawClient.writer(topic);
      Session s = c.thrift.allocate(request);
      assertThat(c.thrift.allocate(request).getSession()).isEqualTo(s.getSession());
      refused(
          REQUEST_ID_REUSED, () -> c.thrift.allocate(request.deepCopy().setIdleTimeoutMs(20_000)));
      assertThat(c.thrift.dispose(new DisposeRequest(s.getSession())).isAlreadyDone()).isFalse();
      assertThat(c.thrift.dispose(new DisposeRequest(s.getSession())).isAlreadyDone()).isTrue();
      refused(SESSION_DISPOSED, () -> c.thrift.write(RawClient.write(s, 1, "late")));
      refused(SESSION_DISPOSED, () -> c.thrift.allocate(request));
      assertThat(c.thrift.describe(new DescribeRequest(s.getSession())).getPhase())
          .isEqualTo(Phase.DISPOSED);
      refused(SESSION_UNKNOWN, () -> c.thrift.read(new ReadRequest("a".repeat(26), 1)));
    }
  }

  @ParameterizedTest
  @EnumSource
  void aTakeOverLocksTheOldClientOut(Speech speech) throws Exception {
    try (RawClient c = speech.client()) {
      Session s = c.thrift.allocate(RawClient.writer(topic));
      commit(c, s, 1, "old");
      var info = c.thrift.describe(new DescribeRequest(s.getSession()).setTakeOver(true));
      assertThat(info.getAckedSeq()).isEqualTo(1);
      refused(
          HOLDER_SUPERSEDED, () -> c.thrift.write(RawClient.write(s, 2, "from the old client")));
      WriteReply staged =
          c.thrift.write(RawClient.write(s, 2, "from the new one").setHolder(info.getHolder()));
      assertThat(staged.getCommittedSeq()).isEqualTo(1);
      refused(
          WRONG_ROLE,
          () -> c.thrift.read(new ReadRequest(s.getSession(), 1).setHolder(info.getHolder())));
    }
  }

  private static AllocateRequest atCursor(String topic, byte[] cursor) {
    return RawClient.reader(topic).setStartAt(StartAt.CURSOR).setStartCursor(cursor);
  }

  private static long commit(RawClient c, Session s, long seq, String... values) throws TException {
    WriteReply staged = c.thrift.write(RawClient.write(s, seq, values));
    return c.thrift
        .ack(new AckRequest(s.getSession(), seq, staged.bufferForStageToken()))
        .getCommittedSeq();
  }

  private static Batch read(RawClient c, Session s, long seq, ByteBuffer lastToken)
      throws TException {
    ReadRequest request = new ReadRequest(s.getSession(), seq).setMaxWaitMs(30_000).setMaxEvents(1);
    if (lastToken != null) {
      request.setLastToken(lastToken);
    }
    return c.thrift.read(request).getBatch();
  }

  private interface Call {
    Object run() throws Exception;
  }

  private static SwitchboardError refused(ErrorCode code, Call call) throws Exception {
    try {
      Object answer = call.run();
      throw new AssertionError("expected " + code + ", got " + answer);
    } catch (SwitchboardError error) {
      assertThat(ErrorCode.findByValue(error.getCode())).as(error.getReason()).isEqualTo(code);
      assertThat(error.getCategory().getValue()).isEqualTo(code.getValue() / 100);
      return error;
    }
  }
}
