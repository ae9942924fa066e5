package io.switchboard.localstack;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The hand-written questions against a scripted server; the real ones answer them in {@link
 * LocalStackIT}.
 */
class ProbeTest {

  private ServerSocket listening;

  @BeforeEach
  void listen() throws IOException {
    listening = new ServerSocket();
    listening.bind(Loopback.port(0));
  }

  @AfterEach
  void close() throws IOException {
    listening.close();
  }

  @Test
  void ourReadyBrokerIsAccepted() {
    answerOnce(kafkaAnswer(1, port(), "ours"));

    assertThatCode(() -> KafkaProbe.ask(port(), "ours")).doesNotThrowAnyException();
  }

  @Test
  void aBrokerThatHasNotJoinedYetIsNotReady() {
    answerOnce(kafkaAnswer(0, port(), "ours"));

    assertThatThrownBy(() -> KafkaProbe.ask(port(), "ours"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("found 0");
  }

  @Test
  void anotherClustersBrokerIsNotOurs() {
    answerOnce(kafkaAnswer(1, port(), "theirs"));

    assertThatThrownBy(() -> KafkaProbe.ask(port(), "ours"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("another Kafka answers there: cluster theirs");
  }

  @Test
  void aBrokerThatAdvertisesAnotherPortIsRefused() {
    answerOnce(kafkaAnswer(1, 1, "ours"));

    assertThatThrownBy(() -> KafkaProbe.ask(port(), "ours"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("advertises 127.0.0.1:1");
  }

  @Test
  void aWebServerIsNeitherKafkaNorCassandra() {
    byte[] page = "HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.UTF_8);

    answerOnce(page);
    assertThatThrownBy(() -> KafkaProbe.ask(port(), "ours"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("not a Kafka answer");
    answerOnce(page);
    assertThatThrownBy(() -> CqlProbe.ask(port(), "ours"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("not a CQL answer");
  }

  @Test
  void aCassandraThatAnswersWithAnErrorIsNotReady() {
    byte[] body = "starting up".getBytes(StandardCharsets.UTF_8);
    answerOnce(
        bytes(
            out -> {
              out.writeByte(0x84);
              out.writeByte(0);
              out.writeShort(1);
              out.writeByte(0); // ERROR
              out.writeInt(body.length);
              out.write(body);
            }));

    assertThatThrownBy(() -> CqlProbe.ask(port(), "ours"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("starting up");
  }

  private int port() {
    return listening.getLocalPort();
  }

  private static byte[] kafkaAnswer(int brokers, int port, String cluster) {
    byte[] body =
        bytes(
            out -> {
              out.writeInt(4711); // correlation
              out.writeInt(0); // throttle time
              out.writeInt(brokers);
              for (int broker = 0; broker < brokers; broker++) {
                out.writeInt(1);
                writeString(out, "127.0.0.1");
                out.writeInt(port);
                out.writeShort(-1); // no rack
              }
              writeString(out, cluster);
            });
    return bytes(
        out -> {
          out.writeInt(body.length);
          out.write(body);
        });
  }

  /** Reads what it gets at first and gives the answer, to one connection. */
  private void answerOnce(byte[] answer) {
    Thread server =
        new Thread(
            () -> {
              try (Socket socket = listening.accept()) {
                new DataInputStream(socket.getInputStream()).readByte();
                socket.getOutputStream().write(answer);
                socket.shutdownOutput();
                socket.getInputStream().readAllBytes();
              } catch (IOException over) {
                // The test tells what went wrong.
              }
            });
    server.setDaemon(true);
    server.start();
  }

  private static void writeString(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeShort(bytes.length);
    out.write(bytes);
  }

  private interface Writing {
    void to(DataOutputStream out) throws IOException;
  }

  private static byte[] bytes(Writing writing) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      writing.to(new DataOutputStream(bytes));
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
    return bytes.toByteArray();
  }
}
