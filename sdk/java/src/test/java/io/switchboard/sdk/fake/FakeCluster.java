package io.switchboard.sdk.fake;

import io.switchboard.protocol.AckMode;
import io.switchboard.protocol.AckReply;
import io.switchboard.protocol.AckRequest;
import io.switchboard.protocol.AckResult;
import io.switchboard.protocol.AllocateRequest;
import io.switchboard.protocol.Batch;
import io.switchboard.protocol.DescribeRequest;
import io.switchboard.protocol.DisposeReply;
import io.switchboard.protocol.DisposeRequest;
import io.switchboard.protocol.ErrorCode;
import io.switchboard.protocol.Event;
import io.switchboard.protocol.Limits;
import io.switchboard.protocol.Phase;
import io.switchboard.protocol.ReadReply;
import io.switchboard.protocol.ReadRequest;
import io.switchboard.protocol.ReceivedEvent;
import io.switchboard.protocol.Role;
import io.switchboard.protocol.Session;
import io.switchboard.protocol.SessionInfo;
import io.switchboard.protocol.StartAt;
import io.switchboard.protocol.Switchboard;
import io.switchboard.protocol.SwitchboardError;
import io.switchboard.protocol.WriteReply;
import io.switchboard.protocol.WriteRequest;
import io.switchboard.protocol.limits.ErrorCodes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A back end in memory that keeps the protocol: one topic of one partition, sessions with both
 * state machines. All nodes share it, as they would share a cluster.
 */
public final class FakeCluster implements Switchboard.Iface {
  private final Map<ByteBuffer, String> byRequestId = new HashMap<>();
  private final Map<String, FakeSession> sessions = new HashMap<>();
  private final List<Event> log = new ArrayList<>();

  public Limits limits =
      new Limits(900 << 10, 1 << 20, 10_000, 30_000, TimeUnit.MINUTES.toMillis(10));

  /** So many descriptions tell that a batch is being published. */
  public int committingAnswers;

  private final FakeBuffer.Settings buffers = new FakeBuffer.Settings();

  private static final class FakeSession {
    String id;
    Role role;
    int holder = 1;
    long acked;
    ErrorCode gone;
    // Writers.
    WriteRequest staged;
    int stageVersion;
    List<Event> lastCommitted = List.of();
    FakeBuffer buffer;
    // Readers.
    int position;
    int delivered;
    int readVersion = 1;
  }

  /** Everything published. */
  public synchronized List<String> published() {
    return log.stream()
        .map(e -> e.isSetValue() ? new String(e.getValue(), StandardCharsets.UTF_8) : "-")
        .toList();
  }

  public synchronized List<Event> log() {
    return List.copyOf(log);
  }

  /** Puts events into the topic, as another client would. */
  public synchronized void append(String... values) {
    for (String value : values) {
      log.add(new Event().setValue(value.getBytes(StandardCharsets.UTF_8)));
    }
    notifyAll();
  }

  public synchronized int sessionCount() {
    return sessions.size();
  }

  public synchronized boolean isGone(String session) {
    return sessions.get(session).gone != null;
  }

  public synchronized long acked(String session) {
    return ackedSeq(sessions.get(session));
  }

  private static long ackedSeq(FakeSession s) {
    return s.buffer == null ? s.acked : s.buffer.committed();
  }

  /** So many batches stay in a session's write buffer until somebody waits for their commit. */
  public void commitLag(int batches) {
    buffers.lag = batches;
  }

  /** So many batches fit into a session's write buffer. */
  public void bufferCapacity(int batches) {
    buffers.capacity = batches;
  }

  /** Whether accepted batches cannot be committed at the moment. */
  public void kafkaIsAway(boolean away) {
    buffers.kafkaIsAway = away;
  }

  /** The owners crash; of what they had accepted, this many batches of each are still committed. */
  public synchronized void crash(int committedBefore) {
    for (FakeSession s : sessions.values()) {
      s.staged = null;
      if (s.buffer != null) {
        s.buffer.crash(committedBefore);
      }
    }
  }

  /** Accepted batches that are not committed. */
  public synchronized int buffered(String session) {
    return sessions.get(session).buffer.size();
  }

  /** Ends a session as the back end would. */
  public synchronized void end(String session, ErrorCode code) {
    sessions.get(session).gone = code;
  }

  /** The owner moved: staged batches are forgotten. */
  public synchronized void forgetStages() {
    for (FakeSession s : sessions.values()) {
      s.staged = null;
      if (s.buffer != null) {
        s.buffer.forgetStage();
      }
    }
  }

  /** Tokens given for un-acknowledged batches become old. */
  public synchronized void supersedeReads() {
    sessions.values().forEach(s -> s.readVersion++);
  }

  @Override
  public synchronized Session allocate(AllocateRequest request) throws SwitchboardError {
    ByteBuffer key = ByteBuffer.wrap(request.getRequestId());
    String id = byRequestId.computeIfAbsent(key, k -> "SESSION" + (sessions.size() + 1));
    FakeSession s = sessions.get(id);
    if (s == null) {
      s = new FakeSession();
      s.id = id;
      s.role = request.getRole();
      s.position = start(request);
      if (request.getAckMode() == AckMode.BUFFERED) {
        s.buffer = new FakeBuffer(buffers, log);
      }
      sessions.put(id, s);
    }
    return new Session(id, s.role, request.getTopic(), s.acked, s.holder, limits);
  }

  private int start(AllocateRequest request) {
    if (request.getStartAt() == StartAt.LATEST) {
      return log.size();
    }
    return request.isSetStartCursor()
        ? Integer.parseInt(new String(request.getStartCursor(), StandardCharsets.UTF_8))
        : 0;
  }

  private FakeSession session(String id, boolean holderSet, int holder) throws SwitchboardError {
    FakeSession s = sessions.get(id);
    if (s == null) {
      throw error(ErrorCode.SESSION_UNKNOWN);
    }
    if (s.gone != null) {
      throw error(s.gone);
    }
    if (holderSet && holder != s.holder) {
      throw error(ErrorCode.HOLDER_SUPERSEDED);
    }
    return s;
  }

  @Override
  public synchronized ReadReply read(ReadRequest request) throws SwitchboardError {
    FakeSession s = session(request.getSession(), request.isSetHolder(), request.getHolder());
    if (request.isSetLastToken() && request.getSeq() == s.acked + 2) {
      ackRead(s, request.getSeq() - 1, request.getLastToken());
    }
    if (request.getSeq() != s.acked + 1) {
      throw error(
          request.getSeq() <= s.acked ? ErrorCode.SEQ_SUPERSEDED : ErrorCode.SEQ_OUT_OF_ORDER);
    }
    long until = System.nanoTime() + request.getMaxWaitMs() * 1_000_000L;
    while (s.delivered == 0 && s.position >= log.size()) {
      long leftMs = (until - System.nanoTime()) / 1_000_000;
      if (leftMs <= 0) {
        return new ReadReply(s.acked);
      }
      try {
        wait(leftMs);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return new ReadReply(s.acked);
      }
    }
    if (s.delivered == 0) {
      int most = request.isSetMaxEvents() ? request.getMaxEvents() : limits.getMaxBatchEvents();
      s.delivered = Math.min(most, log.size() - s.position);
    }
    List<ReceivedEvent> events = new ArrayList<>();
    for (int i = s.position; i < s.position + s.delivered; i++) {
      Event event = log.get(i);
      ReceivedEvent received = new ReceivedEvent(0, i, 1_700_000_000_000L + i);
      if (event.isSetKey()) {
        received.setKey(event.getKey());
      }
      if (event.isSetValue()) {
        received.setValue(event.getValue());
      }
      if (event.isSetHeaders()) {
        received.setHeaders(event.getHeaders());
      }
      events.add(received);
    }
    return new ReadReply(s.acked)
        .setBatch(
            new Batch()
                .setSeq(s.acked + 1)
                .setEvents(events)
                .setToken(readToken(s, s.acked + 1))
                .setCursor(bytes(Integer.toString(s.position + s.delivered))));
  }

  private static byte[] readToken(FakeSession s, long seq) {
    return bytes("read-" + seq + "-v" + s.readVersion);
  }

  private void ackRead(FakeSession s, long seq, byte[] token) throws SwitchboardError {
    if (!new String(token, StandardCharsets.UTF_8)
        .equals(new String(readToken(s, seq), StandardCharsets.UTF_8))) {
      throw error(ErrorCode.TOKEN_SUPERSEDED);
    }
    s.acked = seq;
    s.position += s.delivered;
    s.delivered = 0;
  }

  @Override
  public synchronized WriteReply write(WriteRequest request) throws SwitchboardError {
    FakeSession s = session(request.getSession(), request.isSetHolder(), request.getHolder());
    if (s.buffer != null) {
      return s.buffer.write(request);
    }
    if (request.isSetLastToken()) {
      ackWrite(s, request.getSeq() - 1, request.getLastToken());
    }
    if (request.getSeq() == s.acked) {
      if (!s.lastCommitted.equals(request.getEvents())) {
        throw error(ErrorCode.SEQ_CONFLICT);
      }
      return new WriteReply(ByteBuffer.wrap(bytes("done")), s.acked);
    }
    if (request.getSeq() != s.acked + 1) {
      throw error(
          request.getSeq() < s.acked ? ErrorCode.SEQ_SUPERSEDED : ErrorCode.SEQ_OUT_OF_ORDER);
    }
    for (Event event : request.getEvents()) {
      if (event.isSetPartition() && event.getPartition() > 0) {
        throw error(ErrorCode.UNKNOWN_PARTITION);
      }
    }
    boolean same = s.staged != null && s.staged.getEvents().equals(request.getEvents());
    if (!same) {
      s.stageVersion++;
      s.staged = request;
    }
    return new WriteReply(ByteBuffer.wrap(stageToken(s, request.getSeq())), s.acked);
  }

  private static byte[] stageToken(FakeSession s, long seq) {
    return bytes("stage-" + seq + "-v" + s.stageVersion);
  }

  private AckResult ackWrite(FakeSession s, long seq, byte[] token) throws SwitchboardError {
    if (seq == s.acked) {
      return AckResult.ALREADY_DONE;
    }
    if (seq < s.acked) {
      throw error(ErrorCode.SEQ_SUPERSEDED);
    }
    if (s.staged == null) {
      throw error(ErrorCode.NOT_STAGED);
    }
    if (!new String(token, StandardCharsets.UTF_8)
        .equals(new String(stageToken(s, seq), StandardCharsets.UTF_8))) {
      throw error(ErrorCode.TOKEN_SUPERSEDED);
    }
    List<Event> events = s.staged.getEvents();
    s.staged = null;
    boolean poison =
        events.stream()
            .anyMatch(
                e ->
                    e.isSetValue()
                        && new String(e.getValue(), StandardCharsets.UTF_8).equals("poison"));
    if (poison) {
      throw error(ErrorCode.REFUSED_BY_KAFKA);
    }
    log.addAll(events);
    s.lastCommitted = events;
    s.acked = seq;
    notifyAll();
    return AckResult.DONE;
  }

  @Override
  public synchronized AckReply ack(AckRequest request) throws SwitchboardError {
    FakeSession s = session(request.getSession(), request.isSetHolder(), request.getHolder());
    if (s.buffer != null) {
      return s.buffer.ack(request);
    }
    if (s.role == Role.WRITER) {
      return new AckReply(ackWrite(s, request.getSeq(), request.getToken()), s.acked);
    }
    if (request.getSeq() <= s.acked) {
      return new AckReply(AckResult.ALREADY_DONE, s.acked);
    }
    ackRead(s, request.getSeq(), request.getToken());
    return new AckReply(AckResult.DONE, s.acked);
  }

  @Override
  public synchronized DisposeReply dispose(DisposeRequest request) throws SwitchboardError {
    FakeSession s = sessions.get(request.getSession());
    if (s == null) {
      throw error(ErrorCode.SESSION_UNKNOWN);
    }
    boolean done = s.gone == ErrorCode.SESSION_DISPOSED;
    s.gone = ErrorCode.SESSION_DISPOSED;
    return new DisposeReply(done);
  }

  @Override
  public synchronized SessionInfo describe(DescribeRequest request) throws SwitchboardError {
    FakeSession s = session(request.getSession(), false, 0);
    if (request.isTakeOver()) {
      s.holder++;
    }
    if (committingAnswers > 0) {
      committingAnswers--;
      return new SessionInfo(s.id, s.role, "topic", Phase.COMMITTING, s.acked, s.holder, limits);
    }
    Phase phase = s.staged != null ? Phase.STAGED : s.delivered > 0 ? Phase.DELIVERED : Phase.IDLE;
    SessionInfo info =
        new SessionInfo(s.id, s.role, "topic", phase, ackedSeq(s), s.holder, limits)
            .setClientName("fake");
    if (phase != Phase.IDLE) {
      info.setPendingSeq(s.acked + 1);
    }
    if (s.role == Role.READER) {
      info.setCursor(bytes(Integer.toString(s.position))).setLagEvents(log.size() - s.position);
    }
    return info;
  }

  private static SwitchboardError error(ErrorCode code) {
    return new SwitchboardError(code.getValue(), ErrorCodes.categoryOf(code), "fake " + code);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
