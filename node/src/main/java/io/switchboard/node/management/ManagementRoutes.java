package io.switchboard.node.management;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchboard.core.model.TopicInfo;
import io.switchboard.core.port.SessionDirectory;
import io.switchboard.core.port.TopicCatalog;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;

/**
 * What each management call answers, apart from HTTP and from who may call. Thread-safe, never
 * blocks.
 */
final class ManagementRoutes {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern TOPIC = Pattern.compile("[a-zA-Z0-9._-]{1,249}");
  private static final int MAX_PARTITIONS = 10_000;
  private static final int MAX_PAGE = 1_000;
  private static final int DEFAULT_PAGE = 100;

  private final TopicCatalog catalog;
  private final TopicCreator creator;
  private final SessionDirectory directory;
  private final NodeFacts facts;
  private final BooleanSupplier ready;
  private final Clock clock;

  ManagementRoutes(
      TopicCatalog catalog,
      TopicCreator creator,
      SessionDirectory directory,
      NodeFacts facts,
      BooleanSupplier ready,
      Clock clock) {
    this.catalog = catalog;
    this.creator = creator;
    this.directory = directory;
    this.facts = facts;
    this.ready = ready;
    this.clock = clock;
  }

  /** An answer: a status and a JSON body. */
  record Answer(int status, JsonNode body) {
    static Answer of(Problem problem) {
      ObjectNode body = JSON.createObjectNode();
      body.put("type", "about:blank");
      body.put("title", problem.title());
      body.put("status", problem.status());
      body.put("detail", problem.detail());
      return new Answer(problem.status(), body);
    }

    boolean isProblem() {
      return status >= 400;
    }

    byte[] bytes() {
      try {
        return JSON.writeValueAsBytes(body);
      } catch (IOException e) {
        throw new IllegalStateException("a JSON tree that cannot be written", e);
      }
    }
  }

  Answer alive() {
    return new Answer(200, JSON.createObjectNode().put("alive", true));
  }

  Answer ready() {
    boolean isReady = ready.getAsBoolean();
    return new Answer(isReady ? 200 : 503, JSON.createObjectNode().put("ready", isReady));
  }

  Answer node() {
    ObjectNode body = JSON.createObjectNode();
    body.put("clusterId", facts.clusterId());
    body.put("version", facts.version());
    body.put("incarnation", facts.incarnation());
    body.put("pid", ProcessHandle.current().pid());
    body.put("startedAt", facts.startedAt().toString());
    body.put("uptimeMs", Duration.between(facts.startedAt(), clock.instant()).toMillis());
    Runtime jvm = Runtime.getRuntime();
    body.put("usedHeapBytes", jvm.totalMemory() - jvm.freeMemory());
    body.put("maxHeapBytes", jvm.maxMemory());
    body.put("ready", ready.getAsBoolean());
    ObjectNode addresses = body.putObject("addresses");
    new TreeMap<>(facts.addresses().get()).forEach(addresses::put);
    ObjectNode door = body.putObject("door");
    new TreeMap<>(facts.counters().get()).forEach(door::put);
    ObjectNode sessions = body.putObject("sessions");
    new TreeMap<>(facts.sessionCounters().get()).forEach(sessions::put);
    return new Answer(200, body);
  }

  /** Topics behind {@code page}, which is the name that the page before ended with. */
  CompletionStage<Answer> topics(Map<String, String> query) {
    int limit;
    try {
      limit = limit(query);
    } catch (IllegalArgumentException e) {
      return completed(Answer.of(Problem.badRequest(e.getMessage())));
    }
    String after = query.getOrDefault("page", "");
    return catalog.list().thenApply(all -> topicsPage(all, after, limit));
  }

  private static Answer topicsPage(List<TopicInfo> all, String after, int limit) {
    List<TopicInfo> rest =
        all.stream().filter(topic -> topic.ref().name().compareTo(after) > 0).toList();
    ObjectNode body = JSON.createObjectNode();
    ArrayNode list = body.putArray("topics");
    for (TopicInfo topic : rest.subList(0, Math.min(limit, rest.size()))) {
      describe(topic, list.addObject());
    }
    if (rest.size() > limit) {
      body.put("next", rest.get(limit - 1).ref().name());
    }
    return new Answer(200, body);
  }

  private static ObjectNode describe(TopicInfo topic, ObjectNode into) {
    return into.put("name", topic.ref().name())
        .put("id", topic.ref().id())
        .put("partitions", topic.partitions())
        .put("maxMessageBytes", topic.maxMessageBytes())
        .put("encrypted", topic.encrypted());
  }

  /** Creates the topic of a body {@code {"name": …, "partitions": …, "replication"?: …}}. */
  CompletionStage<Answer> createTopic(byte[] request) {
    String name;
    int partitions;
    OptionalInt replication;
    try {
      JsonNode body = JSON.readTree(request);
      name = body.path("name").asText("");
      partitions = body.path("partitions").asInt(1);
      replication =
          body.hasNonNull("replication")
              ? OptionalInt.of(body.path("replication").asInt())
              : OptionalInt.empty();
    } catch (IOException e) {
      return completed(Answer.of(Problem.badRequest("The body is not JSON.")));
    }
    if (!TOPIC.matcher(name).matches() || name.equals(".") || name.equals("..")) {
      return completed(
          Answer.of(
              Problem.badRequest(
                  "A topic's name is 1 to 249 of a-z A-Z 0-9 . _ -, not '" + name + "'.")));
    }
    if (partitions < 1 || partitions > MAX_PARTITIONS) {
      return completed(
          Answer.of(
              Problem.badRequest(
                  "A topic has 1 to " + MAX_PARTITIONS + " partitions, not " + partitions + ".")));
    }
    if (replication.isPresent()
        && (replication.getAsInt() < 1 || replication.getAsInt() > Short.MAX_VALUE)) {
      return completed(Answer.of(Problem.badRequest("A replication factor is 1 or more.")));
    }
    return creator
        .create(name, partitions, replication)
        .thenApply(topic -> new Answer(201, describe(topic, JSON.createObjectNode())))
        .exceptionally(failure -> notCreated(name, failure));
  }

  private static Answer notCreated(String name, Throwable failure) {
    Throwable cause = root(failure);
    String kind = cause.getClass().getSimpleName();
    return Answer.of(
        switch (kind) {
          case "TopicExistsException" ->
              Problem.conflict("There is a topic '" + name + "' already.");
          case "InvalidReplicationFactorException",
                  "InvalidTopicException",
                  "InvalidPartitionsException",
                  "PolicyViolationException" ->
              Problem.badRequest("Kafka refused: " + cause.getMessage());
          default -> Problem.unavailable("Kafka did not create the topic: " + cause.getMessage());
        });
  }

  /** A page of the session directory. */
  CompletionStage<Answer> sessions(Map<String, String> query) {
    CompletionStage<SessionDirectory.Page> page;
    try {
      page = directory.list(limit(query), Optional.ofNullable(query.get("page")));
    } catch (IllegalArgumentException e) {
      return completed(Answer.of(Problem.badRequest(e.getMessage())));
    }
    return page.thenApply(ManagementRoutes::sessionsPage);
  }

  private static Answer sessionsPage(SessionDirectory.Page page) {
    ObjectNode body = JSON.createObjectNode();
    ArrayNode list = body.putArray("sessions");
    for (SessionDirectory.Entry entry : page.entries()) {
      list.addObject()
          .put("session", entry.session().value())
          .put("role", entry.role().name())
          .put("topic", entry.topic().name())
          .put("client", entry.clientName())
          .put("allocatedAt", entry.allocatedAt().toString())
          .put("lastActiveAt", entry.lastActiveAt().toString())
          .put("expiresAt", entry.expiresAt().toString())
          .put("ackedSeq", entry.ackedSeq())
          .put("disposed", entry.disposed());
    }
    page.nextPageToken().ifPresent(next -> body.put("next", next));
    return new Answer(200, body);
  }

  private static int limit(Map<String, String> query) {
    String text = query.getOrDefault("limit", Integer.toString(DEFAULT_PAGE));
    try {
      int limit = Integer.parseInt(text);
      if (limit >= 1 && limit <= MAX_PAGE) {
        return limit;
      }
    } catch (NumberFormatException notANumber) {
      // Said below, together with the range.
    }
    throw new IllegalArgumentException("limit is 1 to " + MAX_PAGE + ", not '" + text + "'.");
  }

  private static Throwable root(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    return root;
  }

  private static CompletionStage<Answer> completed(Answer answer) {
    return CompletableFuture.completedFuture(answer);
  }
}
