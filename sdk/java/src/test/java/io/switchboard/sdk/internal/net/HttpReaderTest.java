package io.switchboard.sdk.internal.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpReaderTest {
  private static final int LIMIT = 100_000;

  private HttpReader.Head head;
  private final HttpReader reader =
      new HttpReader(
          LIMIT,
          (replyHead, body) -> {
            head = replyHead;
            return new Wire.Reply(body, Optional.empty(), replyHead.isKeptAlive());
          });

  /** Feeds bytes in pieces of at most a size, as a socket would. */
  private List<String> feed(String text, int piece) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    List<String> replies = new ArrayList<>();
    int at = 0;
    while (at < bytes.length) {
      ByteBuffer target = reader.target();
      assertThat(target.hasRemaining()).as("room for more").isTrue();
      int count = Math.min(Math.min(piece, target.remaining()), bytes.length - at);
      target.put(bytes, at, count);
      at += count;
      reader.advance().ifPresent(reply -> replies.add(text(reply)));
    }
    return replies;
  }

  private static String text(Wire.Reply reply) {
    return new String(reply.message(), StandardCharsets.ISO_8859_1);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 64, 1_000_000})
  void repliesAreFoundHoweverTheBytesArrive(int piece) throws Exception {
    String large = "x".repeat(50_000);
    assertThat(feed("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", piece))
        .containsExactly("hello");
    assertThat(head.isKeptAlive()).isTrue();
    assertThat(feed("HTTP/1.1 200 OK\r\nCONTENT-LENGTH:  50000\r\nX: y\r\n\r\n" + large, piece))
        .containsExactly(large);
    assertThat(
            feed(
                "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + "5;ext=1\r\nhello\r\n1\r\n \r\nC350\r\n"
                    + large
                    + "\r\n0\r\nTrailer: t\r\n\r\n",
                piece))
        .containsExactly("hello " + large);
    assertThat(feed("HTTP/1.1 204 No Content\r\n\r\n", piece)).containsExactly("");
    assertThat(feed("HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n", piece)).containsExactly("");
    assertThat(head.status()).isEqualTo(503);
  }

  @Test
  void aBodyWithoutLengthEndsWithTheConnection() throws Exception {
    assertThat(feed("HTTP/1.1 200 OK\r\n\r\nhel", 1000)).isEmpty();
    assertThat(feed("lo", 1000)).isEmpty();

    Wire.Reply reply = reader.end().orElseThrow();

    assertThat(text(reply)).isEqualTo("hello");
    assertThat(reply.reusable()).isFalse();
  }

  @Test
  void aConnectionThatEndsEarlierHoldsNoReply() throws Exception {
    feed("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel", 1000);

    assertThat(reader.end()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n"
      })
  void someConnectionsAreNotUsedAgain(String reply) throws Exception {
    feed(reply, 1000);

    assertThat(head.isKeptAlive()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nContent-Length: 100001\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFF\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nab",
        "SSH-2.0-OpenSSH\r\n\r\n",
        "HTTP/1.1 2x0 OK\r\n\r\n"
      })
  void whatIsNotAReplyWithinTheLimitsIsRefused(String bytes) {
    assertThatThrownBy(() -> feed(bytes, 1000)).isInstanceOf(IOException.class);
  }

  @Test
  void aBodyWithoutLengthIsBoundedToo() {
    assertThatThrownBy(() -> feed("HTTP/1.1 200 OK\r\n\r\n" + "x".repeat(LIMIT + 1), 4096))
        .hasMessageContaining("at most 100000");
  }

  @Test
  void anEndlessHeadIsRefused() {
    assertThatThrownBy(() -> feed("HTTP/1.1 200 OK\r\nX: " + "x".repeat(40_000), 1000))
        .hasMessageContaining("longer than");
  }

  @Test
  void noiseNeitherHangsNorBreaksTheReader() {
    Random random = new Random(7);
    for (int i = 0; i < 2000; i++) {
      byte[] noise = new byte[random.nextInt(200)];
      random.nextBytes(noise);
      String text =
          (random.nextBoolean() ? "HTTP/1.1 200 OK\r\n" : "")
              + new String(noise, StandardCharsets.ISO_8859_1)
              + "\r\n\r\n";
      HttpReaderTest fresh = new HttpReaderTest();
      try {
        fresh.feed(text, 1 + random.nextInt(50));
      } catch (IOException expected) {
        assertThat(expected).hasMessageNotContaining("null");
      }
    }
  }
}
