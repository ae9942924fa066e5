package io.switchboard.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datastax.oss.driver.api.core.CqlSession;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** One stack for all tests here: each leaves it running and answering, as it found it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LocalStackIT {

  private static final Duration SOON = Duration.ofSeconds(60);
  private static final Duration LOOK_EVERY = Duration.ofMillis(50);

  private final List<String> progress = new CopyOnWriteArrayList<>();
  private Path folder;
  private LocalStack stack;

  @BeforeAll
  void start(@TempDir Path empty) throws Exception {
    folder = empty.resolve("stack");
    stack = LocalStack.start(options());
    Data.createTopic(stack.kafkaBootstrap(), "kept");
    Data.produce(stack.kafkaBootstrap(), "kept", "before");
    try (CqlSession session = cassandra()) {
      Data.createTable(session);
      Data.insert(session, 1, "before");
    }
  }

  @AfterAll
  void stop() {
    if (stack != null) {
      stack.close();
    }
  }

  @Test
  void progressTellsAddressesAndTimes() {
    assertThat(progress)
        .anyMatch(line -> line.matches("Kafka ready on 127\\.0\\.0\\.1:\\d+ after \\d+\\.\\d s"))
        .anyMatch(
            line -> line.matches("Cassandra ready on 127\\.0\\.0\\.1:\\d+ after \\d+\\.\\d s"));
  }

  @Test
  void aSecondStartInTheSameFolderIsRefusedAndSaysWhoHasIt() {
    assertThatThrownBy(() -> LocalStack.start(options()))
        .isInstanceOf(StackStartException.class)
        .hasMessageContaining(
            "in use by a living stack of process " + ProcessHandle.current().pid())
        .hasMessageContaining(stack.kafkaBootstrap())
        .hasMessageContaining("stop it");
  }

  @Test
  void dataIsKeptAndOtherPortsAreTakenWhenTheOldOnesAreNotFree() throws Exception {
    String oldKafka = stack.kafkaBootstrap();
    int oldKafkaPort = stack.kafka().ports().client();
    ServerPorts oldCassandra = stack.cassandra().ports();
    stack.stop();
    try (ServerSocket kafkaPort = taken(oldKafkaPort);
        ServerSocket cassandraPort = taken(oldCassandra.client());
        ServerSocket storagePort = taken(oldCassandra.internal())) {
      stack = LocalStack.start(options());

      assertThat(stack.kafkaBootstrap()).isNotEqualTo(oldKafka);
      assertThat(stack.cassandraContactPoint().getPort())
          .isNotEqualTo(cassandraPort.getLocalPort());
      assertThat(stack.cassandra().ports().internal()).isNotEqualTo(storagePort.getLocalPort());
      // A client follows the advertised address: it would not get far if that were the old one.
      assertThat(Data.consume(stack.kafkaBootstrap(), "kept", 1)).startsWith("before");
      try (CqlSession session = cassandra()) {
        assertThat(Data.word(session, 1)).isEqualTo("before");
      }
    }
  }

  @Test
  void aKilledKafkaComesBackOnItsPortWithItsData() throws Exception {
    String address = stack.kafkaBootstrap();
    long killed = stack.kafka().pid();
    Data.createTopic(address, "killed");
    Data.produce(address, "killed", "before");

    stack.kafka().kill();
    assertThat(stack.isAlive()).isFalse();
    stack.kafka().restart();

    assertThat(stack.isAlive()).isTrue();
    assertThat(stack.kafka().pid()).isNotEqualTo(killed);
    assertThat(stack.kafkaBootstrap()).isEqualTo(address);
    Data.produce(address, "killed", "after");
    assertThat(Data.consume(address, "killed", 2)).containsExactly("before", "after");
  }

  @Test
  void aPausedCassandraKeepsItsConnectionsAndAnswersNothingUntilItIsResumed() throws Exception {
    InetSocketAddress address = stack.cassandraContactPoint();
    stack.cassandra().pause();
    try (Socket socket = new Socket()) {
      socket.connect(address, 1_000); // the system's backlog takes it
      assertThatThrownBy(() -> CqlProbe.ask(address.getPort(), "switchboard-local"))
          .isInstanceOf(java.net.SocketTimeoutException.class);
    } finally {
      stack.cassandra().resume();
    }
    assertThat(Poll.until(() -> answers(address.getPort()), SOON, LOOK_EVERY)).isTrue();
  }

  @Test
  void noServerClassIsOnTheUsersClassPath() {
    assertThat(Mains.classPath())
        .noneMatch(jar -> jar.getFileName().toString().startsWith("kafka_"))
        .noneMatch(jar -> jar.getFileName().toString().startsWith("cassandra-all"));
    assertThat(ServerClassPath.of("kafka"))
        .anyMatch(jar -> jar.getFileName().toString().startsWith("kafka_"));
  }

  @Test
  void theServersLogsAreInTheirFolders() throws IOException {
    assertThat(Files.readString(folder.resolve("kafka/kafka.log")))
        .contains("Kafka Server started");
    assertThat(Files.readString(folder.resolve("cassandra/cassandra.log")))
        .contains("Starting listening for CQL clients");
  }

  private boolean answers(int port) {
    try {
      CqlProbe.ask(port, "switchboard-local");
      return true;
    } catch (IOException notYet) {
      return false;
    }
  }

  private LocalStackOptions options() {
    return LocalStackOptions.in(folder)
        .withPorts(0, 0)
        .withQuickStart(true)
        .withProgress(progress::add);
  }

  private CqlSession cassandra() {
    return Data.cassandra(stack.cassandraContactPoint(), stack.cassandraDatacenter());
  }

  private static ServerSocket taken(int port) throws IOException {
    ServerSocket socket = new ServerSocket();
    socket.setReuseAddress(true);
    socket.bind(Loopback.port(port));
    return socket;
  }
}
