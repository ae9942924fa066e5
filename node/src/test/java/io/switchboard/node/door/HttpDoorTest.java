package io.switchboard.node.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.switchboard.protocol.ErrorCode;
import io.switchboard.protocol.Switchboard;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.thrift.TApplicationException;
import org.apache.thrift.protocol.TMessageType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the HTTP door does with requests that are no, or not quite, Thrift calls. */
@Timeout(30)
class HttpDoorTest {
  private static DoorFixture fixture;

  @BeforeAll
  static void open() {
    fixture = new DoorFixture();
  }

  @AfterAll
  static void close() {
    await().untilAsserted(() -> assertThat(fixture.metrics.requestBytesHeld()).isZero());
    await().untilAsserted(() -> assertThat(fixture.metrics.replyBytesHeld()).isZero());
    fixture.close();
  }

  private static HttpResponse<byte[]> post(String contentType, byte[] body, String... headers)
      throws Exception {
    return HttpClients.post(fixture.doors.httpAddress(), contentType, body, headers);
  }

  private static String text(HttpResponse<byte[]> response) {
    assertThat(response.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("text/plain");
    return new String(response.body(), StandardCharsets.UTF_8);
  }

  private static RawTcp raw() {
    return new RawTcp(fixture.doors.httpAddress());
  }

  private static String exchange(String request) throws IOException {
    try (RawTcp tcp = raw()) {
      return new String(
          tcp.send(request.getBytes(StandardCharsets.ISO_8859_1)).readToEnd(),
          StandardCharsets.ISO_8859_1);
    }
  }

  private static byte[] pack(byte[] plain) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(plain);
    }
    return packed.toByteArray();
  }

  @Test
  void anUnknownContentTypeIsRefusedWithTheKnownOnes() throws Exception {
    for (String type :
        new String[] {"application/json", "text/plain", "application/vnd.apache.thrift.tuple"}) {
      HttpResponse<byte[]> response = post(type, Messages.read(Wire.COMPACT, "s", 1, 1));
      assertThat(response.statusCode()).isEqualTo(415);
      assertThat(text(response))
          .contains("UNKNOWN_PROTOCOL", "application/vnd.apache.thrift.compact");
    }
  }

  @Test
  void anUnknownFirstByteBehindXThriftIsRefused() throws Exception {
    HttpResponse<byte[]> response =
        post("application/x-thrift", new byte[] {0, 0, 0, 4, 'r', 'e', 'a', 'd'});
    assertThat(response.statusCode()).isEqualTo(415);
    assertThat(text(response)).contains("0x82");
  }

  @Test
  void anUnknownContentEncodingIsRefused() throws Exception {
    HttpResponse<byte[]> response =
        post(
            Wire.COMPACT.contentType(),
            Messages.read(Wire.COMPACT, "s", 1, 1),
            "Content-Encoding",
            "br");
    assertThat(response.statusCode()).isEqualTo(415);
  }

  @Test
  void otherPathsAndVerbsAreRefused() throws Exception {
    assertThat(exchange("GET /thrift HTTP/1.1\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 405")
        .contains("POST");
    assertThat(
            exchange(
                "POST /thrift/x HTTP/1.1\r\nConnection: close\r\nContent-Length: 3\r\n\r\nabc"))
        .startsWith("HTTP/1.1 404");
    assertThat(exchange("GET /index.html HTTP/1.1\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 404");
  }

  @Test
  void theRootSaysWhatThisIs() throws Exception {
    assertThat(exchange("GET / HTTP/1.1\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 200")
        .contains("Switchboard");
    assertThat(exchange("HEAD / HTTP/1.1\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 200")
        .doesNotContain("Switchboard");
  }

  @Test
  void whatIsNoHttpIsRefused() throws Exception {
    assertThat(exchange("\u0082\u0021\u0001\u0004read rubbish\r\n\r\n")).startsWith("HTTP/1.1 400");
    assertThat(exchange("GET / HTTP/1.1\r\nX: " + "x".repeat(20_000) + "\r\n\r\n"))
        .startsWith("HTTP/1.1 431");
    assertThat(exchange("GET /" + "x".repeat(20_000) + " HTTP/1.1\r\n\r\n"))
        .startsWith("HTTP/1.1 414");
    assertThat(exchange("POST /thrift HTTP/1.1\r\nContent-Length: abc\r\n\r\n"))
        .startsWith("HTTP/1.1 400");
    assertThat(exchange("POST /thrift HTTP/1.1\r\nContent-Length: -1\r\n\r\n"))
        .startsWith("HTTP/1.1 400");
    assertThat(
            exchange(
                "POST /thrift HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n12345"))
        .startsWith("HTTP/1.1 400");
  }

  @Test
  void anEmptyBodyIsRefused() throws Exception {
    assertThat(post(Wire.COMPACT.contentType(), new byte[0]).statusCode()).isEqualTo(400);
    assertThat(
            exchange(
                "POST /thrift HTTP/1.1\r\nConnection: close\r\nContent-Type: application/x-thrift\r\n"
                    + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"))
        .startsWith("HTTP/1.1 4");
  }

  @ParameterizedTest
  @EnumSource(Wire.class)
  void garbageIsRefused(Wire wire) throws Exception {
    byte[] garbage = Messages.read(wire, "s", 1, 1);
    Arrays.fill(garbage, 1, garbage.length, (byte) 0xfe);
    HttpResponse<byte[]> response = post("application/x-thrift", garbage);
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(text(response)).contains("no Thrift message");
  }

  @ParameterizedTest
  @EnumSource(Wire.class)
  void theStatusIs200WheneverAMessageWasParsed(Wire wire) throws Exception {
    HttpResponse<byte[]> unknown =
        post(wire.contentType(), Messages.message(wire, "reed", TMessageType.CALL, 6, out -> {}));
    assertThat(unknown.statusCode()).isEqualTo(200);
    assertThat(unknown.headers().firstValue("Content-Type")).contains(wire.contentType());
    assertThat(Messages.reply(wire, unknown.body()).exception().getType())
        .isEqualTo(TApplicationException.UNKNOWN_METHOD);

    HttpResponse<byte[]> oneway =
        post(wire.contentType(), Messages.message(wire, "read", TMessageType.ONEWAY, 6, out -> {}));
    assertThat(Messages.reply(wire, oneway.body()).exception().getType())
        .isEqualTo(TApplicationException.INVALID_MESSAGE_TYPE);

    HttpResponse<byte[]> hostile =
        post(wire.contentType(), Hostile.announcedEvents(wire, 2_000_000_000));
    assertThat(hostile.statusCode()).isEqualTo(200);
    assertThat(Messages.reply(wire, hostile.body()).error().getCode())
        .isEqualTo(ErrorCode.LIMIT_EXCEEDED.getValue());
  }

  @Test
  void anAnnouncedBodyThatIsTooLargeIsRefusedBeforeItComes() throws Exception {
    String head =
        "POST /thrift HTTP/1.1\r\nContent-Type: application/x-thrift\r\nContent-Length: %d\r\n%s\r\n";
    assertThat(exchange(String.format(head, 2_000_000_000L, ""))).startsWith("HTTP/1.1 413");
    assertThat(exchange(String.format(head, 99_000_000_000L, "Expect: 100-continue\r\n")))
        .startsWith("HTTP/1.1 413");
  }

  @Test
  void aBodyInChunksThatGrowsTooLargeIsRefused() throws Exception {
    HttpRequest request =
        HttpClients.request(fixture.doors.httpAddress())
            .header("Content-Type", Wire.BINARY.contentType())
            .POST(
                HttpRequest.BodyPublishers.ofInputStream(
                    () -> new ByteArrayInputStream(new byte[6 << 20])))
            .build();
    int status;
    try {
      status =
          HttpClients.CLIENT.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    } catch (IOException e) {
      status = 413; // the JDK's client may notice the end of the connection before the answer
    }
    assertThat(status).isEqualTo(413);
    await().until(() -> fixture.metrics.rejects(DoorMetrics.Reject.TOO_LARGE) > 0);
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 3_000, 70_000, 4 << 20})
  void aBodyInChunksIsTaken(int size) throws Exception {
    byte[] message = Messages.write(Wire.COMPACT, 1, size, 5);
    HttpRequest request =
        HttpClients.request(fixture.doors.httpAddress())
            .header("Content-Type", Wire.COMPACT.contentType())
            .POST(HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(message)))
            .build();
    long before = fixture.service.writtenBytes.get();
    assertThat(
            HttpClients.CLIENT.send(request, HttpResponse.BodyHandlers.discarding()).statusCode())
        .isEqualTo(200);
    assertThat(fixture.service.writtenBytes.get() - before).isEqualTo(size);
  }

  @Test
  void aClientThatExpects100ContinueGetsIt() throws Exception {
    byte[] message = Messages.read(Wire.BINARY, "s", 4, 5);
    try (RawTcp tcp = raw()) {
      tcp.send(
          ("POST /thrift HTTP/1.1\r\nConnection: close\r\nContent-Type: application/x-thrift\r\nExpect: 100-continue\r\n"
                  + "Content-Length: "
                  + message.length
                  + "\r\n\r\n")
              .getBytes(StandardCharsets.US_ASCII));
      byte[] answer = new byte["HTTP/1.1 100".length()];
      assertThat(tcp.socket.getInputStream().readNBytes(answer, 0, answer.length))
          .isEqualTo(answer.length);
      assertThat(new String(answer, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 100");
      tcp.send(message);
      assertThat(new String(tcp.readToEnd(), StandardCharsets.ISO_8859_1)).contains("HTTP/1.1 200");
    }
  }

  @ParameterizedTest
  @EnumSource(Wire.class)
  void gzipGoesBothWays(Wire wire) throws Exception {
    byte[] call =
        Messages.call(
            wire,
            "read",
            3,
            new Switchboard.read_args(
                new io.switchboard.protocol.ReadRequest("big", 1).setMaxBytes(300_000)));
    HttpResponse<byte[]> response =
        post(
            wire.contentType(),
            pack(call),
            "Content-Encoding",
            "gzip",
            "Accept-Encoding",
            "deflate, gzip;q=0.5");
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Encoding")).contains("gzip");
    assertThat(response.body()).hasSizeLessThan(10_000);
    byte[] plain = new GZIPInputStream(new ByteArrayInputStream(response.body())).readAllBytes();
    assertThat(Messages.reply(wire, plain).read().getBatch().getEvents().get(0).getValue())
        .hasSize(300_000);
  }

  @Test
  void aReplyIsNotPackedForAClientThatDoesNotWantIt() throws Exception {
    byte[] call =
        Messages.call(
            Wire.BINARY,
            "read",
            3,
            new Switchboard.read_args(
                new io.switchboard.protocol.ReadRequest("big", 1).setMaxBytes(30_000)));
    for (String accept : new String[] {"identity", "gzip;q=0", "br"}) {
      HttpResponse<byte[]> response =
          post(Wire.BINARY.contentType(), call, "Accept-Encoding", accept);
      assertThat(response.headers().firstValue("Content-Encoding")).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Wire.class)
  void aGzipBombIsStoppedAtTheLimit(Wire wire) throws Exception {
    byte[] bomb = pack(new byte[500 << 20]);
    assertThat(bomb.length).isLessThan(600_000);
    HttpResponse<byte[]> response = post(wire.contentType(), bomb, "Content-Encoding", "gzip");
    assertThat(response.statusCode()).isEqualTo(413);
  }

  @Test
  void badGzipIsRefused() throws Exception {
    byte[] good = pack(Messages.read(Wire.COMPACT, "s", 1, 1));
    byte[] broken = good.clone();
    broken[broken.length / 2] ^= 0x55;
    byte[] cut = Arrays.copyOf(good, good.length - 9);
    for (byte[] body :
        new byte[][] {
          broken, cut, "not gzip".getBytes(StandardCharsets.US_ASCII), {0x1f, (byte) 0x8b}
        }) {
      HttpResponse<byte[]> response =
          post(Wire.COMPACT.contentType(), body, "Content-Encoding", "gzip");
      assertThat(response.statusCode()).isEqualTo(400);
    }
  }

  @Test
  void requestsMayBeSentAheadAndAreAnsweredInOrder() throws Exception {
    ByteArrayOutputStream requests = new ByteArrayOutputStream();
    for (int seqid = 1; seqid <= 5; seqid++) {
      byte[] message = Messages.read(Wire.JSON, "s", seqid, seqid);
      String connection = seqid == 5 ? "Connection: close\r\n" : "";
      requests.write(
          ("POST /thrift HTTP/1.1\r\n"
                  + connection
                  + "Content-Type: application/x-thrift\r\nContent-Length: "
                  + message.length
                  + "\r\n\r\n")
              .getBytes(StandardCharsets.US_ASCII));
      requests.write(message);
    }
    try (RawTcp tcp = raw()) {
      String answers =
          new String(tcp.send(requests.toByteArray()).readToEnd(), StandardCharsets.UTF_8);
      assertThat(answers)
          .containsSubsequence(
              "\"read\",2,1,", "\"read\",2,2,", "\"read\",2,3,", "\"read\",2,4,", "\"read\",2,5,");
    }
  }

  @Test
  void aRefusedRequestDoesNotCostTheConnection() throws Exception {
    String bad = "POST /nowhere HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc";
    String good = "GET / HTTP/1.1\r\nConnection: close\r\n\r\n";
    assertThat(exchange(bad + bad + good)).containsSubsequence("404", "404", "200");
  }

  @Test
  void aFloodOfRequestsAheadEndsTheConnection() throws Exception {
    byte[] message = Messages.read(Wire.BINARY, "wait", 1, 1);
    try (RawTcp tcp = raw()) {
      String head =
          "POST /thrift HTTP/1.1\r\nContent-Type: application/x-thrift\r\nContent-Length: "
              + message.length
              + "\r\n\r\n";
      tcp.send(head.getBytes(StandardCharsets.US_ASCII), message);
      tcp.send("GET / HTTP/1.1\r\n\r\n".repeat(500).getBytes(StandardCharsets.US_ASCII));
      try {
        assertThat(tcp.readToEnd()).isEmpty();
      } catch (IOException e) {
        assertThat(e).hasMessageContaining("reset");
      }
    }
  }

  @Test
  void aServiceSeesTheHeadersOfACall() throws Exception {
    byte[] call =
        Messages.call(
            Wire.COMPACT,
            "describe",
            1,
            new Switchboard.describe_args(new io.switchboard.protocol.DescribeRequest("s")));
    HttpResponse<byte[]> response =
        post(Wire.COMPACT.contentType(), call, "x-client", "render-farm");
    assertThat(new String(response.body(), StandardCharsets.ISO_8859_1)).contains("render-farm");
  }

  @Test
  void anOldHttp10ClientIsAnswered() throws Exception {
    assertThat(exchange("GET / HTTP/1.0\r\n\r\n")).startsWith("HTTP/1.1 200");
  }
}
