package io.switchboard.cli.transfer;

import io.switchboard.cli.CliException;
import io.switchboard.cli.ExitCodes;
import io.switchboard.cli.Figures;
import io.switchboard.protocol.ErrorCode;
import io.switchboard.sdk.InvalidCallException;
import io.switchboard.sdk.Publisher;
import io.switchboard.sdk.PublisherOptions;
import io.switchboard.sdk.Subscriber;
import io.switchboard.sdk.SubscriberOptions;
import io.switchboard.sdk.SwitchboardClient;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Opens sessions, with plain words for a topic that is not there. */
public final class Topics {
  /** A node may remember for some seconds that a topic is not there. */
  private static final Duration NEW_TOPIC_KNOWN_WITHIN = Duration.ofSeconds(15);

  private static final Duration LOOK_EVERY = Duration.ofMillis(200);

  private Topics() {}

  /**
   * Opens a publisher.
   *
   * @param isNew whether the topic was created just now, so that it may be unknown for a moment
   */
  public static Publisher openPublisher(
      SwitchboardClient client, String topic, PublisherOptions options, boolean isNew) {
    return open(topic, isNew, () -> client.publisher(topic, options));
  }

  /** Opens a subscriber. */
  public static Subscriber openSubscriber(
      SwitchboardClient client, String topic, SubscriberOptions options) {
    return open(topic, false, () -> client.subscriber(topic, options));
  }

  private static <T> T open(String topic, boolean isNew, Supplier<T> opening) {
    long started = System.nanoTime();
    while (true) {
      try {
        return opening.get();
      } catch (InvalidCallException e) {
        if (e.code().filter(ErrorCode.UNKNOWN_TOPIC::equals).isEmpty()) {
          throw e;
        }
        if (!isNew || Figures.since(started).compareTo(NEW_TOPIC_KNOWN_WITHIN) > 0) {
          throw CliException.of(
              ExitCodes.FAILED,
              "There is no topic '" + topic + "'.",
              "Create it with './switchboard topics create "
                  + topic
                  + "', or publish with --create-topic; './switchboard topics' lists them.",
              e);
        }
        LockSupport.parkNanos(LOOK_EVERY.toNanos());
      }
    }
  }
}
