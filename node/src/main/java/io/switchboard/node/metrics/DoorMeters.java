package io.switchboard.node.metrics;

import io.micrometer.core.instrument.Timer;
import io.switchboard.node.door.DoorMetrics;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** What the Thrift doors count, and how long calls take. */
final class DoorMeters {
  /**
   * Local calls answer within milliseconds; long polls within the half minute that they may wait.
   */
  static final long[] CALL_BOUNDS_MS = {1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 5_000, 30_000};

  private final Meters meters;
  private final DoorMetrics doors;
  private final Map<String, Timer> byMethod = new ConcurrentHashMap<>();
  private final Set<DoorMetrics.Requests> known = ConcurrentHashMap.newKeySet();

  DoorMeters(Meters meters, DoorMetrics doors) {
    this.meters = meters;
    this.doors = doors;
    doors.timeCallsWith(this::answered);
    meters.gauge("door.connections", "Open connections.", doors::connectionsOpen);
    meters.counter(
        "door.connections.opened", "Connections that were let in.", doors::connectionsOpened);
    meters.gauge("door.calls.in.flight", "Calls that are not answered yet.", doors::callsInFlight);
    meters.counter("door.received.bytes", "Bytes of requests, as they came.", doors::bytesIn);
    meters.counter("door.sent.bytes", "Bytes of replies, as they went.", doors::bytesOut);
    for (DoorMetrics.Reject reason : DoorMetrics.Reject.values()) {
      meters.counter(
          "door.rejects",
          "What was turned away before it became a call, and calls that took too long.",
          () -> doors.rejects(reason),
          "reason",
          reason.name().toLowerCase(Locale.ROOT));
    }
    buffer(meters, "in_flight", doors::requestBytesHeld, doors::requestBytesLimit);
    buffer(meters, "reply", doors::replyBytesHeld, doors::replyBytesLimit);
  }

  /** One of the node's buffers, with its budget. */
  static void buffer(Meters meters, String name, LongSupplier used, LongSupplier limit) {
    meters.gauge("buffer.used.bytes", "Bytes that a buffer holds.", used, "buffer", name);
    meters.gauge("buffer.limit.bytes", "Bytes that it may hold.", limit, "buffer", name);
  }

  private void answered(String method, long nanos) {
    Timer timer = byMethod.get(method);
    (timer == null ? byMethod.computeIfAbsent(method, this::timer) : timer)
        .record(nanos, TimeUnit.NANOSECONDS);
  }

  private Timer timer(String method) {
    return meters.histogram(
        "call.duration",
        "From a call's last byte to its answer, long polls included.",
        CALL_BOUNDS_MS,
        "method",
        method);
  }

  /** Takes up methods and outcomes that were new since the last time; both are the protocol's. */
  void refresh() {
    for (DoorMetrics.Requests series : doors.requests().keySet()) {
      if (known.add(series)) {
        meters.counter(
            "calls",
            "Answered calls; the outcome is OK or the error's code.",
            () -> doors.requests(series),
            "method",
            series.method(),
            "outcome",
            series.outcome());
      }
    }
  }
}
