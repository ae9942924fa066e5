package io.switchboard.node.api;

import static io.switchboard.node.api.Rejection.failed;

import io.switchboard.core.model.Cursor;
import io.switchboard.core.model.Digest;
import io.switchboard.core.model.Positions;
import io.switchboard.core.model.SessionRole;
import io.switchboard.core.model.SessionSpec;
import io.switchboard.core.model.TopicInfo;
import io.switchboard.core.port.TopicCatalog;
import io.switchboard.core.port.TopicCatalog.StartPoint;
import io.switchboard.node.door.Errors;
import io.switchboard.protocol.AckMode;
import io.switchboard.protocol.AllocateRequest;
import io.switchboard.protocol.ErrorCode;
import io.switchboard.protocol.Role;
import io.switchboard.protocol.StartAt;
import io.switchboard.protocol.SwitchboardError;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Turns an allocate request into what a session is to be: checks it, looks its topic up, and finds
 * where it starts.
 */
final class Allocation {
  static final int MIN_REQUEST_ID_BYTES = 16;
  static final int MAX_REQUEST_ID_BYTES = 64;
  private static final int MAX_TOPIC_CHARS = 249;
  private static final int MAX_CLIENT_BYTES = 128;

  private final TopicCatalog catalog;
  private final Seals seals;
  private final ApiSettings settings;
  private final Clock clock;

  Allocation(TopicCatalog catalog, Seals seals, ApiSettings settings, Clock clock) {
    this.catalog = catalog;
    this.seals = seals;
    this.settings = settings;
    this.clock = clock;
  }

  /**
   * The session to begin. Fails with a SwitchboardError for a wrong request; with anything else if
   * Kafka did not answer.
   */
  CompletionStage<SessionSpec> specFor(AllocateRequest request, String subject) {
    try {
      check(request);
    } catch (SwitchboardError mistake) {
      return CompletableFuture.failedStage(mistake);
    }
    return catalog
        .find(request.getTopic())
        .thenCompose(
            found ->
                found.isEmpty()
                    ? failed(
                        ErrorCode.UNKNOWN_TOPIC,
                        "no topic '" + request.getTopic() + "'; create it in Kafka first")
                    : startOf(request, subject, found.get())
                        .thenApply(start -> spec(request, subject, found.get(), start)));
  }

  private static void check(AllocateRequest r) throws SwitchboardError {
    int idBytes = r.bufferForRequestId().remaining();
    require(
        idBytes >= MIN_REQUEST_ID_BYTES && idBytes <= MAX_REQUEST_ID_BYTES,
        "requestId: expected 16 to 64 random bytes, got " + idBytes);
    require(
        !r.getTopic().isEmpty() && r.getTopic().length() <= MAX_TOPIC_CHARS,
        "topic: 1 to 249 characters");
    require(
        r.getAckMode() != AckMode.BUFFERED || r.getRole() == Role.WRITER,
        "ackMode: BUFFERED is for writers");
    require(
        fits(r.getClientName()) && fits(r.getClientVersion()),
        "clientName, clientVersion: up to 128 bytes each");
    if (r.isSetIdleTimeoutMs()) {
      long ms = r.getIdleTimeoutMs();
      require(
          ms >= ApiSettings.MIN_IDLE_TIMEOUT.toMillis()
              && ms <= ApiSettings.MAX_IDLE_TIMEOUT.toMillis(),
          "idleTimeoutMs: expected 10,000 to 604,800,000, got " + ms);
    }
    boolean reader = r.getRole() == Role.READER;
    require(
        reader || (!r.isSetStartAt() && (!r.isSetPartitions() || r.getPartitions().isEmpty())),
        "startAt, partitions: for readers only");
    require(
        r.getStartAt() != StartAt.TIMESTAMP
            || (r.isSetStartTimestampMs() && r.getStartTimestampMs() >= 0),
        "startTimestampMs: needed with TIMESTAMP, not negative");
    require(
        r.getStartAt() != StartAt.CURSOR || r.isSetStartCursor(),
        "startCursor: needed with CURSOR");
    require(
        !r.isSetPartitions() || r.getPartitions().size() <= SealedCodec.MAX_PARTITIONS,
        "partitions: at most " + SealedCodec.MAX_PARTITIONS);
  }

  private static boolean fits(String text) {
    return text == null || text.getBytes(StandardCharsets.UTF_8).length <= MAX_CLIENT_BYTES;
  }

  private static void require(boolean holds, String reason) throws SwitchboardError {
    if (!holds) {
      throw Errors.error(ErrorCode.INVALID_ARGUMENT, reason);
    }
  }

  private CompletionStage<Positions> startOf(
      AllocateRequest request, String subject, TopicInfo topic) {
    if (request.getRole() == Role.WRITER) {
      return CompletableFuture.completedStage(Positions.of(new int[0], new long[0]));
    }
    int[] partitions = partitionsOf(request, topic);
    Optional<Integer> unknown =
        Arrays.stream(partitions).filter(p -> p < 0 || p >= topic.partitions()).boxed().findFirst();
    if (unknown.isPresent()) {
      return failed(
          ErrorCode.UNKNOWN_PARTITION,
          "partition "
              + unknown.get()
              + ": the topic has partitions 0 to "
              + (topic.partitions() - 1));
    }
    if (partitions.length > SealedCodec.MAX_PARTITIONS) {
      return failed(
          ErrorCode.INVALID_ARGUMENT,
          "a session reads at most "
              + SealedCodec.MAX_PARTITIONS
              + " partitions; name some of them");
    }
    StartAt startAt = request.isSetStartAt() ? request.getStartAt() : StartAt.EARLIEST;
    return switch (startAt) {
      case EARLIEST -> catalog.positionsAt(topic.ref(), partitions, new StartPoint.Earliest());
      case LATEST -> catalog.positionsAt(topic.ref(), partitions, new StartPoint.Latest());
      case TIMESTAMP ->
          catalog.positionsAt(
              topic.ref(), partitions, new StartPoint.AtTime(request.getStartTimestampMs()));
      case CURSOR -> atCursor(request, subject, topic, partitions);
    };
  }

  private static int[] partitionsOf(AllocateRequest request, TopicInfo topic) {
    if (!request.isSetPartitions() || request.getPartitions().isEmpty()) {
      int[] all = new int[topic.partitions()];
      Arrays.setAll(all, i -> i);
      return all;
    }
    return request.getPartitions().stream().mapToInt(p -> p).sorted().distinct().toArray();
  }

  /** The cursor's positions; partitions that it does not know (new ones) from their beginning. */
  private CompletionStage<Positions> atCursor(
      AllocateRequest request, String subject, TopicInfo topic, int[] partitions) {
    Optional<Cursor> opened = seals.cursor(request.getStartCursor());
    if (opened.isEmpty()) {
      return failed(
          ErrorCode.CURSOR_FORGED, "this cursor was not made by this cluster, or was altered");
    }
    Cursor cursor = opened.get();
    if (!cursor.subject().equals(subject) || !cursor.topicId().equals(topic.ref().id())) {
      return failed(ErrorCode.CURSOR_FOREIGN, "this cursor belongs to another subject or topic");
    }
    return catalog
        .positionsAt(topic.ref(), partitions, new StartPoint.Earliest())
        .thenApply(
            earliest -> {
              long[] offsets = new long[partitions.length];
              for (int i = 0; i < partitions.length; i++) {
                int known = cursor.positions().indexOf(partitions[i]);
                offsets[i] = known >= 0 ? cursor.positions().offsetAt(known) : earliest.offsetAt(i);
              }
              return Positions.of(partitions, offsets);
            });
  }

  private SessionSpec spec(
      AllocateRequest request, String subject, TopicInfo topic, Positions start) {
    return new SessionSpec(
        request.getRole() == Role.READER ? SessionRole.READER : SessionRole.WRITER,
        topic.ref(),
        subject,
        start,
        request.isSetIdleTimeoutMs()
            ? Duration.ofMillis(request.getIdleTimeoutMs())
            : settings.defaultIdleTimeout(),
        request.isSetClientName() ? request.getClientName() : "",
        request.isSetClientVersion() ? request.getClientVersion() : "",
        digestOf(request),
        clock.instant(),
        request.getAckMode() == AckMode.BUFFERED
            ? io.switchboard.core.model.AckMode.BUFFERED
            : io.switchboard.core.model.AckMode.COMMITTED);
  }

  /**
   * Everything that makes the session what it is; a repeat that differs in it is another request
   * under a used id.
   */
  private static Digest digestOf(AllocateRequest r) {
    MessageDigest sha = SessionIds.sha256();
    put(sha, r.getTopic());
    put(sha, String.valueOf(r.getRole()));
    put(sha, r.isSetPartitions() ? List.copyOf(r.getPartitions()).toString() : "");
    put(sha, String.valueOf(r.getStartAt()));
    put(sha, r.isSetStartTimestampMs() ? Long.toString(r.getStartTimestampMs()) : "");
    put(sha, r.isSetAckMode() ? r.getAckMode().toString() : "");
    put(sha, r.isSetIdleTimeoutMs() ? Long.toString(r.getIdleTimeoutMs()) : "");
    ByteBuffer cursor = r.isSetStartCursor() ? r.bufferForStartCursor() : ByteBuffer.allocate(0);
    byte[] cursorBytes = new byte[cursor.remaining()];
    cursor.duplicate().get(cursorBytes);
    SessionIds.putField(sha, cursorBytes);
    return Digest.of(Arrays.copyOf(sha.digest(), Digest.LENGTH));
  }

  private static void put(MessageDigest sha, String field) {
    SessionIds.putField(sha, field.getBytes(StandardCharsets.UTF_8));
  }
}
