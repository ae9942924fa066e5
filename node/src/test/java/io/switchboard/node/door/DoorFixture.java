package io.switchboard.node.door;

import com.typesafe.config.ConfigFactory;
import java.util.concurrent.TimeUnit;

/** Doors on free ports of the loopback interface, with a fake service behind them. */
final class DoorFixture implements AutoCloseable {
  final FakeService service = new FakeService();
  final DoorMetrics metrics = new DoorMetrics();
  final DoorSettings settings;
  final ThriftDoors doors;

  /**
   * @param overrides lines of configuration under {@code switchboard.door}
   */
  DoorFixture(String... overrides) {
    settings = settings(overrides);
    try {
      doors =
          ThriftDoors.start(settings, service, metrics)
              .toCompletableFuture()
              .get(10, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError("the doors did not open", e);
    }
  }

  static DoorSettings settings(String... overrides) {
    String local = "http { host = 127.0.0.1, port = 0 }, tcp { host = 127.0.0.1, port = 0 }\n";
    return DoorSettings.from(
        ConfigFactory.parseString(
                "switchboard.door {\n" + local + String.join("\n", overrides) + "\n}")
            .withFallback(ConfigFactory.parseResources("reference.conf"))
            .resolve());
  }

  RawTcp rawTcp() {
    return new RawTcp(doors.tcpAddress());
  }

  @Override
  public void close() {
    try {
      doors.close().toCompletableFuture().get(10, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError("the doors did not close", e);
    }
  }
}
