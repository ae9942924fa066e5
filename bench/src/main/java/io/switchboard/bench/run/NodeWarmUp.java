package io.switchboard.bench.run;

import io.switchboard.bench.contender.Contender;
import io.switchboard.bench.contender.Payload;
import io.switchboard.bench.contender.StoredEvents;
import io.switchboard.bench.contender.SwitchboardPublishers;
import io.switchboard.bench.contender.SwitchboardReaders;
import io.switchboard.bench.contender.SwitchboardSubscribers;
import io.switchboard.bench.contender.Through;
import io.switchboard.bench.servers.RunContext;
import io.switchboard.bench.settings.Settings;
import io.switchboard.sdk.SwitchboardClient;
import java.time.Duration;
import java.util.Optional;

/**
 * Loads nodes and servers until their compilers are through; each way for the whole time, as they
 * share little code.
 */
final class NodeWarmUp {
  private static final int BATCH = 100;
  private static final int READ_BATCH = 500;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final RunContext context;
  private final String whose;
  private final Duration time;

  /**
   * @param whose for the progress
   * @param time of each way
   */
  NodeWarmUp(RunContext context, String whose, Duration time) {
    this.context = context;
    this.whose = whose;
    this.time = time;
  }

  /** Publishes, and reads what is stored if there is something. */
  void run(SwitchboardClient client, Optional<StoredEvents> stored) throws Exception {
    Settings settings = context.settings();
    byte[][] values = Payload.of(BATCH, settings.eventBytes());
    load(
        "publishing",
        new SwitchboardPublishers(
            whose, client, context.topics().create(), settings.sessions(), 1, values));
    if (stored.isPresent()) {
      load("consuming", new SwitchboardSubscribers(whose, client, stored.get(), BATCH));
    }
  }

  /** Publishes, and reads at the topic's end what was published. */
  void runToTheEnd(SwitchboardClient client) throws Exception {
    Settings settings = context.settings();
    String topic = context.topics().create();
    byte[][] values = Payload.of(BATCH, settings.eventBytes());
    load(
        "publishing and reading it",
        new Through(
            whose,
            new SwitchboardPublishers(whose, client, topic, settings.sessions(), 1, values),
            new SwitchboardReaders(client, topic, settings.sessions(), READ_BATCH),
            PATIENCE));
  }

  private void load(String what, Contender load) throws Exception {
    context.say("%s warms up, %s for %d s".formatted(whose, what, time.toSeconds()));
    try (load) {
      load.open();
      Duel.warmUp(load, time);
    }
  }
}
