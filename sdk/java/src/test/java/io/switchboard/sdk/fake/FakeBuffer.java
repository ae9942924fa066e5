package io.switchboard.sdk.fake;

import io.switchboard.protocol.AckReply;
import io.switchboard.protocol.AckRequest;
import io.switchboard.protocol.AckResult;
import io.switchboard.protocol.ErrorCode;
import io.switchboard.protocol.Event;
import io.switchboard.protocol.SwitchboardError;
import io.switchboard.protocol.WriteReply;
import io.switchboard.protocol.WriteRequest;
import io.switchboard.protocol.limits.ErrorCodes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The write buffer of a session in ack mode BUFFERED, on its owner: accepted batches are lost when
 * that crashes, and every batch that is committed is checked against what was acknowledged.
 */
final class FakeBuffer {
  private final Settings settings;
  private final List<Event> log;
  private final Deque<List<Event>> pending = new ArrayDeque<>();
  private final List<List<Event>> history = new ArrayList<>();
  private WriteRequest staged;
  private int stageVersion;
  private long refusedSeq;

  /** How the buffer behaves; to be changed by tests at any time. */
  static final class Settings {
    volatile int capacity = 16;

    /** Kafka takes nothing but what leaves more than so many batches in the buffer. */
    volatile int lag;

    /** Kafka takes nothing at all. */
    volatile boolean kafkaIsAway;
  }

  FakeBuffer(Settings settings, List<Event> log) {
    this.settings = settings;
    this.log = log;
  }

  long committed() {
    return history.size();
  }

  private long accepted() {
    return committed() + pending.size();
  }

  int size() {
    return pending.size();
  }

  /** The owner dies: first some of the accepted batches are still committed, the rest is lost. */
  void crash(int committedBefore) {
    for (int i = 0; i < committedBefore && !pending.isEmpty(); i++) {
      commitOne();
    }
    pending.clear();
    staged = null;
    refusedSeq = 0;
  }

  void forgetStage() {
    staged = null;
  }

  WriteReply write(WriteRequest request) throws SwitchboardError {
    commitDownTo(settings.lag);
    long seq = request.getSeq();
    if (request.isSetLastToken()) {
      accept(seq - 1, request.getLastToken());
    }
    refuse(seq, seq > refusedSeq);
    if (seq <= accepted()) {
      if (seq < committed()) {
        throw error(ErrorCode.SEQ_SUPERSEDED);
      }
      List<Event> held = seq == committed() ? history.get((int) seq - 1) : pendingAt(seq);
      if (!held.equals(request.getEvents())) {
        throw error(ErrorCode.SEQ_CONFLICT);
      }
      return new WriteReply(ByteBuffer.wrap(bytes("held")), committed());
    }
    if (seq != accepted() + 1) {
      throw error(ErrorCode.SEQ_OUT_OF_ORDER);
    }
    for (Event event : request.getEvents()) {
      if (event.isSetPartition() && event.getPartition() > 0) {
        throw error(ErrorCode.UNKNOWN_PARTITION);
      }
    }
    refusedSeq = 0;
    if (staged == null
        || staged.getSeq() != seq
        || !staged.getEvents().equals(request.getEvents())) {
      stageVersion++;
      staged = request;
    }
    return new WriteReply(ByteBuffer.wrap(token(seq)), committed());
  }

  private List<Event> pendingAt(long seq) {
    return List.copyOf(pending).get((int) (seq - committed() - 1));
  }

  private byte[] token(long seq) {
    return bytes("stage-" + seq + "-v" + stageVersion);
  }

  AckReply ack(AckRequest request) throws SwitchboardError {
    commitDownTo(settings.lag);
    AckResult result = accept(request.getSeq(), request.getToken());
    if (request.getMaxWaitMs() > 0) {
      while (request.getSeq() > committed() && !pending.isEmpty() && !settings.kafkaIsAway) {
        commitOne();
      }
      refuse(request.getSeq(), true);
    }
    return new AckReply(result, committed());
  }

  private AckResult accept(long seq, byte[] token) throws SwitchboardError {
    refuse(seq, true);
    if (seq <= accepted()) {
      return AckResult.ALREADY_DONE;
    }
    if (seq > accepted() + 1) {
      throw error(stageVersion % 2 == 0 ? ErrorCode.SEQ_OUT_OF_ORDER : ErrorCode.NOT_STAGED);
    }
    if (staged == null || staged.getSeq() != seq) {
      throw error(ErrorCode.NOT_STAGED);
    }
    if (!text(token).equals(text(token(seq)))) {
      throw error(ErrorCode.TOKEN_SUPERSEDED);
    }
    if (pending.size() >= settings.capacity) {
      commitDownTo(settings.capacity - 1);
      throw error(ErrorCode.BACKPRESSURE).setRetryAfterMs(1);
    }
    pending.addLast(staged.getEvents());
    staged = null;
    return AckResult.DONE;
  }

  /** Until the refused batch is written again, nothing else is taken from it on. */
  private void refuse(long seq, boolean notItself) throws SwitchboardError {
    if (refusedSeq > 0 && seq >= refusedSeq && notItself) {
      throw error(ErrorCode.REFUSED_BY_KAFKA).setExpectedSeq(refusedSeq);
    }
  }

  private void commitDownTo(int left) {
    while (pending.size() > left && !settings.kafkaIsAway) {
      commitOne();
    }
  }

  private void commitOne() {
    List<Event> events = pending.removeFirst();
    if (events.stream().anyMatch(e -> e.isSetValue() && text(e.getValue()).equals("poison"))) {
      refusedSeq = committed() + 1;
      pending.clear();
      staged = null;
      return;
    }
    history.add(events);
    log.addAll(events);
  }

  private SwitchboardError error(ErrorCode code) {
    return new SwitchboardError(code.getValue(), ErrorCodes.categoryOf(code), "fake " + code)
        .setExpectedSeq(accepted() + 1);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
