package io.switchboard.node.door;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ObjLongConsumer;

/**
 * Counts what happens at the doors; whoever publishes metrics reads it from here.
 *
 * <p>Safe for use on any thread. Counters only grow; gauges are those whose names say so.
 */
public final class DoorMetrics {
  /** Why something was turned away before it became a call. */
  public enum Reject {
    /** Over {@code connections.max}. */
    TOO_MANY_CONNECTIONS,
    /** Over {@code connections.max-per-address}. */
    TOO_MANY_CONNECTIONS_OF_ADDRESS,
    /** No Thrift message could be made out. */
    GARBAGE,
    /** Neither content type nor first byte names a protocol. */
    UNKNOWN_PROTOCOL,
    /** Frame, body or decompressed body over the limit. */
    TOO_LARGE,
    /** The HTTP request itself was wrong: path, verb, headers, compression. */
    BAD_HTTP,
    /** The in-flight budget was full for too long. */
    BUDGET,
    /** A started request did not arrive in time. */
    SLOW_SENDER,
    /** A reply was not taken in time. */
    SLOW_READER,
    /** A connection was idle for too long. */
    IDLE,
    /** The service did not answer in time. */
    CALL_TIMEOUT
  }

  /**
   * One series of finished calls.
   *
   * @param method name of the method, or {@code "?"} where none was known
   * @param outcome {@code "OK"}, the error code's name, or the name of the Thrift application
   *     exception
   */
  public record Requests(String method, String outcome) implements Comparable<Requests> {
    @Override
    public int compareTo(Requests other) {
      int byMethod = method.compareTo(other.method);
      return byMethod != 0 ? byMethod : outcome.compareTo(other.outcome);
    }
  }

  private final Map<Requests, LongAdder> requests = new ConcurrentHashMap<>();
  private final Map<Reject, LongAdder> rejects = new ConcurrentHashMap<>();
  private final LongAdder connectionsOpened = new LongAdder();
  private final LongAdder connectionsClosed = new LongAdder();
  private final LongAdder callsStarted = new LongAdder();
  private final LongAdder callsEnded = new LongAdder();
  private final LongAdder bytesIn = new LongAdder();
  private final LongAdder bytesOut = new LongAdder();
  private volatile ObjLongConsumer<String> callNanos = (method, nanos) -> {};
  private volatile ByteBudget requestBudget = new ByteBudget(0);
  private volatile ByteBudget replyBudget = new ByteBudget(0);

  public long connectionsOpened() {
    return connectionsOpened.sum();
  }

  /** Gauge. */
  public long connectionsOpen() {
    return connectionsOpened.sum() - connectionsClosed.sum();
  }

  /** Gauge: calls that the service has and has not answered. */
  public long callsInFlight() {
    return callsStarted.sum() - callsEnded.sum();
  }

  /** Gauge: bytes of the in-flight budget that are taken. */
  public long requestBytesHeld() {
    return requestBudget.used();
  }

  /** The in-flight budget, in bytes. */
  public long requestBytesLimit() {
    return requestBudget.limit();
  }

  /** The budget for replies, in bytes. */
  public long replyBytesLimit() {
    return replyBudget.limit();
  }

  /** Gauge: bytes of replies that wait for their sockets. */
  public long replyBytesHeld() {
    return replyBudget.used();
  }

  public long bytesIn() {
    return bytesIn.sum();
  }

  public long bytesOut() {
    return bytesOut.sum();
  }

  public long rejects(Reject reason) {
    LongAdder count = rejects.get(reason);
    return count == null ? 0 : count.sum();
  }

  /** All series of finished calls, sorted. */
  public Map<Requests, Long> requests() {
    Map<Requests, Long> copy = new TreeMap<>();
    requests.forEach((series, count) -> copy.put(series, count.sum()));
    return copy;
  }

  /** Calls of one series. */
  public long requests(Requests series) {
    LongAdder count = requests.get(series);
    return count == null ? 0 : count.sum();
  }

  /** The totals by name, for people; {@link #requests()} has the calls one by one. */
  public Map<String, Long> counters() {
    Map<String, Long> totals = new TreeMap<>();
    totals.put("connectionsOpened", connectionsOpened());
    totals.put("connectionsOpen", connectionsOpen());
    totals.put("callsInFlight", callsInFlight());
    totals.put("callsEnded", callsEnded.sum());
    totals.put("bytesIn", bytesIn());
    totals.put("bytesOut", bytesOut());
    totals.put("rejected", rejects.values().stream().mapToLong(LongAdder::sum).sum());
    return totals;
  }

  /**
   * Tells of every answered call how long it took, in nanoseconds, from its last byte to its
   * answer, long polls included; a method that is none is called {@code "?"}. Called on event
   * loops: must neither block nor throw.
   */
  public void timeCallsWith(ObjLongConsumer<String> nanosByMethod) {
    callNanos = nanosByMethod;
  }

  void opened() {
    connectionsOpened.increment();
  }

  void closed() {
    connectionsClosed.increment();
  }

  void callStarted() {
    callsStarted.increment();
  }

  void callEnded() {
    callsEnded.increment();
  }

  void received(long bytes) {
    bytesIn.add(bytes);
  }

  void sent(long bytes) {
    bytesOut.add(bytes);
  }

  void rejected(Reject reason) {
    rejects.computeIfAbsent(reason, key -> new LongAdder()).increment();
  }

  void answered(String method, String outcome, long nanos) {
    callNanos.accept(method, nanos);
    requests.computeIfAbsent(new Requests(method, outcome), key -> new LongAdder()).increment();
  }

  void watch(ByteBudget requestBytes, ByteBudget replyBytes) {
    requestBudget = requestBytes;
    replyBudget = replyBytes;
  }
}
