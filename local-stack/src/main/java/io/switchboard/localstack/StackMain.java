package io.switchboard.localstack;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Runs a stack in the foreground, for people and scripts: prints its addresses, ends with SIGTERM,
 * Ctrl-C or standard input.
 */
public final class StackMain {

  private static final Duration LOOK_EVERY = Duration.ofMillis(500);
  private static final int EXIT_USAGE = 64;
  private static final int EXIT_FAILED = 1;
  private static final String USAGE =
      """
      Usage: StackMain [option=value ...]
        --dir=FOLDER             data, logs, configuration (default .switchboard/stack)
        --kafka-port=N           default 19092; the next free one if taken; 0 for any
        --cassandra-port=N       default 19042; the next free one if taken; 0 for any
        --kafka-heap-mb=N        default 512
        --cassandra-heap-mb=N    default 768
        --durability=NAME        PROCESS_CRASH (default) or POWER_LOSS
        --quick-start=BOOL       start in two thirds of the time, serve less under load (default false)
        --stdin=close|ignore     whether the end of standard input ends the stack (default close)
      """;

  private StackMain() {}

  public static void main(String[] args) {
    Map<String, String> given;
    LocalStackOptions options;
    try {
      given =
          List.of(args).stream()
              .map(arg -> arg.split("=", 2))
              .collect(Collectors.toMap(StackMain::known, pair -> pair[1], (first, last) -> last));
      options = options(given);
    } catch (IllegalArgumentException wrong) {
      System.err.println(wrong.getMessage());
      System.err.print(USAGE);
      System.exit(EXIT_USAGE);
      return;
    }
    try {
      run(options, !"ignore".equals(given.get("--stdin")));
    } catch (StackStartException failed) {
      System.err.println(failed.getMessage());
      System.exit(EXIT_FAILED);
    }
  }

  private static void run(LocalStackOptions options, boolean endsWithInput) {
    LocalStack stack = LocalStack.start(options);
    AtomicBoolean stopping = new AtomicBoolean();
    Thread stop =
        new Thread(
            () -> {
              stopping.set(true);
              stack.stop();
            },
            "stack-stop");
    Runtime.getRuntime().addShutdownHook(stop);
    System.out.println("kafka=" + stack.kafkaBootstrap());
    System.out.println(
        "cassandra=127.0.0.1:"
            + stack.cassandraContactPoint().getPort()
            + " datacenter="
            + stack.cassandraDatacenter());
    System.out.println("directory=" + stack.directory());
    if (endsWithInput) {
      Thread watch = new Thread(StackMain::exitWhenInputEnds, "stdin-watch");
      watch.setDaemon(true);
      watch.start();
    }
    while (stack.isAlive()) {
      Poll.pause(LOOK_EVERY);
    }
    if (stopping.get()) {
      return;
    }
    System.err.println("A server has ended by itself; see the logs in " + stack.directory());
    System.exit(EXIT_FAILED);
  }

  private static void exitWhenInputEnds() {
    try {
      while (System.in.read() >= 0) {
        // Only the end counts.
      }
    } catch (IOException broken) {
      System.err.println("Standard input failed, taken as its end: " + broken);
    }
    System.exit(0);
  }

  private static String known(String[] pair) {
    if (pair.length != 2 || !USAGE.contains("  " + pair[0] + "=")) {
      throw new IllegalArgumentException("Unknown option " + String.join("=", pair));
    }
    return pair[0];
  }

  private static LocalStackOptions options(Map<String, String> given) {
    LocalStackOptions defaults =
        LocalStackOptions.in(Path.of(given.getOrDefault("--dir", ".switchboard/stack")))
            .withProgress(System.out::println);
    return defaults
        .withPorts(
            number(given, "--kafka-port", defaults.kafkaPort()),
            number(given, "--cassandra-port", defaults.cassandraPort()))
        .withHeapMb(
            number(given, "--kafka-heap-mb", defaults.kafkaHeapMb()),
            number(given, "--cassandra-heap-mb", defaults.cassandraHeapMb()))
        .withQuickStart(value(given, "--quick-start", Boolean::valueOf).orElse(false))
        .withDurability(
            value(given, "--durability", Durability::valueOf).orElse(defaults.durability()));
  }

  private static int number(Map<String, String> given, String option, int otherwise) {
    return value(given, option, Integer::valueOf).orElse(otherwise);
  }

  private static <T> Optional<T> value(
      Map<String, String> given, String option, Function<String, T> parse) {
    return Optional.ofNullable(given.get(option)).map(parse);
  }
}
