package io.switchboard.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With small programs in the place of the servers; the real ones are in {@link LocalStackIT}. */
class ServerStarterTest {

  private static final Duration STOP_WITHIN = Duration.ofSeconds(10);

  @TempDir Path folder;

  private final List<String> progress = new ArrayList<>();
  private final ServerPorts ports = new ServerPorts(Ports.choose(0, Set.of()), 1);

  @Test
  void aServerThatAnswersIsReady() {
    ChildJvm child = start(Mains.Listener.class, Duration.ofSeconds(20));

    assertThat(child.isAlive()).isTrue();
    assertThat(progress).singleElement().asString().contains("Fake ready on 127.0.0.1:");
    child.stop(STOP_WITHIN);
  }

  @Test
  void aServerThatEndsIsAnErrorWithItsLogAndItsLastLines() {
    assertThatThrownBy(() -> start(Mains.Failing.class, Duration.ofSeconds(20)))
        .isInstanceOf(StackStartException.class)
        .hasMessageContaining("Fake ended with exit code")
        .hasMessageContaining(folder.resolve("fake.log").toString())
        .hasMessageContaining("this main fails on purpose");
  }

  @Test
  void aServerThatDoesNotAnswerInTimeIsAnErrorAndIsStopped() {
    List<ChildJvm> launched = new ArrayList<>();

    assertThatThrownBy(() -> start(Mains.Waiting.class, Duration.ofSeconds(1), launched))
        .isInstanceOf(StackStartException.class)
        .hasMessageContaining("Fake did not answer within 1 s")
        .hasMessageContaining("refused");
    assertThat(launched).singleElement().satisfies(child -> assertThat(child.isAlive()).isFalse());
  }

  @Test
  void aPortThatWasTakenMeanwhileIsReplaced() throws IOException {
    try (ServerSocket taken = new ServerSocket()) {
      taken.bind(Loopback.port(ports.client()));

      ChildJvm child = start(Mains.Listener.class, Duration.ofSeconds(20));

      assertThat(progress.get(0)).contains("was taken meanwhile");
      assertThat(progress.get(1)).contains("ready").doesNotContain(":" + ports.client() + " ");
      child.stop(STOP_WITHIN);
    }
  }

  private ChildJvm start(Class<?> main, Duration timeout) {
    return start(main, timeout, new ArrayList<>());
  }

  private ChildJvm start(Class<?> main, Duration timeout, List<ChildJvm> launched) {
    return new ServerStarter(new Fake(main), timeout, progress::add)
        .start(
            ports,
            taken -> new ServerPorts(Ports.choose(0, Set.of(taken.client())), 1),
            (used, child) -> launched.add(child));
  }

  private final class Fake implements Server {

    private final Class<?> main;

    Fake(Class<?> main) {
      this.main = main;
    }

    @Override
    public String name() {
      return "Fake";
    }

    @Override
    public ChildJvm launch(ServerPorts used) {
      return ChildJvm.start(
          ChildJvmSpec.of(main.getName(), Mains.classPath(), logs().get(0))
              .withArgs(List.of(Integer.toString(used.client()))));
    }

    /** A foreign program on the port accepts connections too, but does not say the word. */
    @Override
    public void probe(ServerPorts used) throws IOException {
      try (Socket socket = new Socket()) {
        socket.connect(Loopback.port(used.client()), 1_000);
        socket.setSoTimeout(1_000);
        if (socket.getInputStream().read() != Mains.Listener.WORD) {
          throw new IOException("another program answers");
        }
      }
    }

    @Override
    public List<Path> logs() {
      return List.of(folder.resolve("fake.log"));
    }
  }
}
