package io.switchboard.kafka.source;

import io.switchboard.core.model.TopicRef;
import io.switchboard.kafka.KafkaConnection;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Compares the ids of topics, all in one request. */
final class AdminTopicCheck implements TopicCheck {
  private static final int TIMEOUT_MS = 5_000;

  private final Admin admin;

  private AdminTopicCheck(Admin admin) {
    this.admin = admin;
  }

  static AdminTopicCheck open(KafkaConnection connection) {
    return new AdminTopicCheck(
        Admin.create(
            connection.toClientConfig(
                Map.of(
                    AdminClientConfig.CLIENT_ID_CONFIG, "switchboard-source-check",
                    AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MS,
                    AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MS))));
  }

  @Override
  public CompletionStage<Map<TopicRef, Answer>> check(Set<TopicRef> topics) {
    Set<String> names = topics.stream().map(TopicRef::name).collect(Collectors.toSet());
    Map<String, KafkaFuture<TopicDescription>> described =
        admin
            .describeTopics(names, new DescribeTopicsOptions().timeoutMs(TIMEOUT_MS))
            .topicNameValues();
    Map<TopicRef, Answer> answers = new ConcurrentHashMap<>();
    CompletableFuture<?>[] each =
        topics.stream()
            .map(
                topic ->
                    described
                        .get(topic.name())
                        .toCompletionStage()
                        .handle(
                            (description, failure) -> {
                              note(topic, description, failure, answers);
                              return topic;
                            })
                        .toCompletableFuture())
            .toArray(CompletableFuture<?>[]::new);
    return CompletableFuture.allOf(each).thenApply(all -> answers);
  }

  private static void note(
      TopicRef topic,
      TopicDescription description,
      Throwable failure,
      Map<TopicRef, Answer> answers) {
    if (failure == null) {
      String id = description.topicId().toString();
      answers.put(
          topic,
          id.equals(topic.id())
              ? new Answer.Same(description.partitions().size())
              : new Answer.Gone(
                  topic.name() + " has the id " + id + " now, expected " + topic.id()));
    } else if (is(failure, UnknownTopicOrPartitionException.class)
        || is(failure, InvalidTopicException.class)) {
      answers.put(topic, new Answer.Gone("there is no topic " + topic.name()));
    } else if (is(failure, TopicAuthorizationException.class)) {
      answers.put(topic, new Answer.Denied());
    }
  }

  private static boolean is(Throwable failure, Class<? extends Throwable> type) {
    return type.isInstance(failure) || type.isInstance(failure.getCause());
  }

  @Override
  public void close() {
    admin.close(Duration.ofSeconds(1));
  }
}
