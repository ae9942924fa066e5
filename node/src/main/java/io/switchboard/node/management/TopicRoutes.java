package io.switchboard.node.management;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchboard.core.model.TopicInfo;
import io.switchboard.core.port.TopicCatalog;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;

/** The topics that sessions may use: listed, and made. */
final class TopicRoutes {
  private static final Pattern TOPIC = Pattern.compile("[a-zA-Z0-9._-]{1,249}");
  private static final int MAX_PARTITIONS = 10_000;

  private final TopicCatalog catalog;
  private final TopicCreator creator;

  TopicRoutes(TopicCatalog catalog, TopicCreator creator) {
    this.catalog = catalog;
    this.creator = creator;
  }

  List<Route> routes() {
    return List.of(
        Route.get("/switchboard/topics", this::topics),
        Route.postBody("/switchboard/topics", this::createTopic));
  }

  private CompletionStage<Answer> topics(Call call) {
    Paging.limit(call);
    return catalog
        .list()
        .thenApply(
            all ->
                Answer.json(
                    200,
                    Paging.page(
                        call,
                        "topics",
                        all,
                        topic -> topic.ref().name(),
                        Comparator.naturalOrder(),
                        TopicRoutes::describe)));
  }

  private static ObjectNode describe(TopicInfo topic, ObjectNode into) {
    return into.put("name", topic.ref().name())
        .put("id", topic.ref().id())
        .put("partitions", topic.partitions())
        .put("maxMessageBytes", topic.maxMessageBytes())
        .put("encrypted", topic.encrypted());
  }

  /** Creates the topic of a body {@code {"name": …, "partitions": …, "replication"?: …}}. */
  private CompletionStage<Answer> createTopic(Call call) {
    JsonNode body = call.json();
    String name = body.path("name").asText("");
    int partitions = body.path("partitions").asInt(1);
    OptionalInt replication =
        body.hasNonNull("replication")
            ? OptionalInt.of(body.path("replication").asInt())
            : OptionalInt.empty();
    if (!TOPIC.matcher(name).matches() || name.equals(".") || name.equals("..")) {
      throw new BadCallException(
          "A topic's name is 1 to 249 of a-z A-Z 0-9 . _ -, not '" + name + "'.");
    }
    if (partitions < 1 || partitions > MAX_PARTITIONS) {
      throw new BadCallException(
          "A topic has 1 to " + MAX_PARTITIONS + " partitions, not " + partitions + ".");
    }
    if (replication.isPresent()
        && (replication.getAsInt() < 1 || replication.getAsInt() > Short.MAX_VALUE)) {
      throw new BadCallException("A replication factor is 1 or more.");
    }
    return creator
        .create(name, partitions, replication)
        .thenApply(
            topic -> Answer.json(201, describe(topic, JsonNodeFactory.instance.objectNode())))
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

  private static Throwable root(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    return root;
  }
}
