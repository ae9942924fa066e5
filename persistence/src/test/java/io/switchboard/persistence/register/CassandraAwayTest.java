package io.switchboard.persistence.register;

import static io.switchboard.persistence.TestCassandra.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import com.typesafe.config.ConfigFactory;
import io.switchboard.core.model.SessionId;
import io.switchboard.persistence.CassandraPersistence;
import io.switchboard.persistence.PersistenceSettings;
import io.switchboard.persistence.TestCassandra;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class CassandraAwayTest {

  @Test
  void whileCassandraIsAwayAtStartEveryCallFailsInTime() throws Exception {
    PersistenceSettings settings =
        PersistenceSettings.from(
            ConfigFactory.parseString(
                    "switchboard.persistence.contact-points = [\"127.0.0.1:%d\"]"
                        .formatted(closedPort()))
                .withFallback(ConfigFactory.load()));
    ActorTestKit kit = TestCassandra.kit(settings);
    try {
      CassandraPersistence cassandra =
          CassandraPersistence.of(kit.system(), settings, Duration.ofMillis(200));
      long begun = System.nanoTime();
      assertThatThrownBy(
              () -> await(cassandra.ownership().read(new SessionId("awayawayawayawayawayawayaw"))))
          .cause()
          .isInstanceOf(RegisterUnavailableException.class)
          .hasMessageContaining("failed 3 times");
      assertThatThrownBy(() -> await(cassandra.ready()))
          .hasRootCauseInstanceOf(TimeoutException.class);
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
    } finally {
      kit.shutdownTestKit();
    }
  }

  private static int closedPort() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
