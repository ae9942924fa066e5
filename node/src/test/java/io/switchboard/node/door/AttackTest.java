package io.switchboard.node.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.switchboard.protocol.ReadRequest;
import io.switchboard.protocol.Switchboard;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.GZIPOutputStream;
import org.apache.thrift.transport.TSocket;
import org.apache.thrift.transport.layered.TFramedTransport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Two hundred attacking connections at once, of every kind, beside one client that behaves.
 *
 * <p>{@code -Dswitchboard.attack.seconds=30} makes it long, and then also holds the client's p99
 * against twice its undisturbed value. Attackers pause between attacks, so that the test measures
 * the doors and not two shared cores.
 */
@Timeout(180)
class AttackTest {
  private static final int ATTACKERS = 200;
  private static final int SECONDS = Integer.getInteger("switchboard.attack.seconds", 4);
  private static final long PAUSE_NANOS =
      Long.getLong("switchboard.attack.pause-ms", 2_000) * 1_000_000;

  @FunctionalInterface
  private interface Attack {
    void run(DoorFixture fixture) throws Exception;
  }

  private record Latencies(long p50Micros, long p99Micros, int calls) {}

  @Test
  void attackersCostNeitherMemoryNorThreadsNorTheOthersTime() throws Exception {
    try (DoorFixture fixture =
        new DoorFixture(
            "slow.request-grace = 1 s", "slow.reply-timeout = 2 s", "slow.request-timeout = 3 s")) {
      List<Attack> attacks = attacks();
      for (Attack attack : attacks) {
        attempt(attack, fixture); // classes loaded, code warm, before anything is measured
      }
      measure(fixture, 1);
      Latencies undisturbed = measure(fixture, Math.max(2, SECONDS / 2));
      long heapBefore = usedHeap();

      AtomicBoolean isOver = new AtomicBoolean();
      ExecutorService attackers = Executors.newFixedThreadPool(ATTACKERS);
      int threadsBefore = doorThreads();
      for (int i = 0; i < ATTACKERS; i++) {
        int first = i;
        attackers.execute(
            () -> {
              for (int n = first; !isOver.get(); n++) {
                attempt(attacks.get(n % attacks.size()), fixture);
                LockSupport.parkNanos(PAUSE_NANOS);
              }
            });
      }
      Latencies attacked = measure(fixture, SECONDS);
      int threadsDuring = doorThreads();
      long heldDuring = fixture.metrics.requestBytesHeld() + fixture.metrics.replyBytesHeld();
      long heapDuring = usedHeap();
      isOver.set(true);
      attackers.shutdown();
      assertThat(attackers.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
      await().atMost(Duration.ofSeconds(15)).until(() -> fixture.metrics.requestBytesHeld() == 0);
      await().atMost(Duration.ofSeconds(15)).until(() -> fixture.metrics.replyBytesHeld() == 0);
      long heapAfter = usedHeap();

      System.out.printf(
          "undisturbed %s%nattacked    %s%nheap MB before %d during %d after %d, held during %d kB%nrejects %s%n",
          undisturbed,
          attacked,
          heapBefore >> 20,
          heapDuring >> 20,
          heapAfter >> 20,
          heldDuring >> 10,
          Arrays.stream(DoorMetrics.Reject.values())
              .map(r -> r + "=" + fixture.metrics.rejects(r))
              .toList());
      assertThat(heapAfter - heapBefore).as("heap after the attack").isLessThan(32L << 20);
      assertThat(threadsDuring).isEqualTo(threadsBefore);
      assertThat(attacked.calls()).as("calls that went through").isGreaterThan(20 * SECONDS);
      if (SECONDS >= 20) {
        assertThat(attacked.p99Micros()).isLessThan(2 * Math.max(undisturbed.p99Micros(), 2_000));
      }
    }
  }

  private static void attempt(Attack attack, DoorFixture fixture) {
    try {
      attack.run(fixture);
    } catch (Exception | AssertionError e) {
      // The door closed first, as it should.
    }
  }

  private static int doorThreads() {
    return (int)
        Thread.getAllStackTraces().keySet().stream()
            .filter(t -> t.getName().startsWith("switchboard-door"))
            .count();
  }

  private static long usedHeap() {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      System.gc();
      least =
          Math.min(least, Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory());
    }
    return least;
  }

  /** One client that reads and writes small batches, a call every two milliseconds. */
  private static Latencies measure(DoorFixture fixture, int seconds) throws Exception {
    TFramedTransport transport =
        new TFramedTransport(
            new TSocket("127.0.0.1", fixture.doors.tcpAddress().getPort(), 10_000));
    transport.open();
    Switchboard.Client client = new Switchboard.Client(Messages.protocol(Wire.COMPACT, transport));
    long[] micros = new long[seconds * 1_000];
    int calls = 0;
    long end = System.nanoTime() + seconds * 1_000_000_000L;
    while (System.nanoTime() < end) {
      long start = System.nanoTime();
      client.read(new ReadRequest("s", calls + 1));
      micros[calls++] = (System.nanoTime() - start) / 1_000;
      LockSupport.parkNanos(2_000_000);
    }
    transport.close();
    long[] sorted = Arrays.copyOf(micros, calls);
    Arrays.sort(sorted);
    return new Latencies(sorted[calls / 2], sorted[(int) (calls * 0.99)], calls);
  }

  private static List<Attack> attacks() throws Exception {
    byte[] emptyStructs = Hostile.emptyStructs(Wire.COMPACT, 4_000_000);
    byte[] twoBillion = Hostile.announcedEvents(Wire.COMPACT, 2_000_000_000);
    byte[] manyEvents = Hostile.emptyStructs(Wire.COMPACT, 99_000);
    byte[] nested = Hostile.nestedStructs(Wire.BINARY, 50_000);
    byte[] nestedJson = Hostile.nestedStructs(Wire.JSON, 10_000);
    byte[] longString = Messages.read(Wire.BINARY, "x".repeat(1 << 20), 1, 1);
    byte[] large = Messages.write(Wire.COMPACT, 1, 4 << 20, 1);
    byte[] bomb = gzip(new byte[100 << 20]);
    byte[] waits = Messages.read(Wire.COMPACT, "wait", 1, 1);
    byte[] big =
        Messages.call(
            Wire.COMPACT,
            "read",
            1,
            new Switchboard.read_args(new ReadRequest("big", 1).setMaxBytes(1 << 20)));
    List<Attack> attacks = new ArrayList<>();
    attacks.add(f -> tcp(f, 500, RawTcp.length(2_000_000_000)));
    attacks.add(f -> tcp(f, 1_500, RawTcp.length(5_000_000), new byte[] {(byte) 0x82, 0x21, 1}));
    attacks.add(f -> tcp(f, 1_500, RawTcp.length(large.length), Arrays.copyOf(large, 100_000)));
    attacks.add(f -> tcp(f, 500, RawTcp.length(16 << 20), emptyStructs));
    attacks.add(f -> tcp(f, 500, RawTcp.length(emptyStructs.length), emptyStructs));
    attacks.add(f -> tcp(f, 500, RawTcp.length(manyEvents.length), manyEvents));
    attacks.add(f -> tcp(f, 500, RawTcp.length(twoBillion.length), twoBillion));
    attacks.add(f -> tcp(f, 500, RawTcp.length(nested.length), nested));
    attacks.add(f -> tcp(f, 500, RawTcp.length(longString.length), longString));
    attacks.add(
        f -> tcp(f, 500, "complete rubbish, and more of it".getBytes(StandardCharsets.US_ASCII)));
    attacks.add(
        f -> tcp(f, 0, RawTcp.length(waits.length), waits)); // and leaves while the call waits
    attacks.add(AttackTest::neverTakesReplies);
    attacks.add(AttackTest::dripsBytes);
    attacks.add(f -> post(f, Wire.COMPACT.contentType(), "Content-Encoding: gzip\r\n", bomb));
    attacks.add(f -> post(f, Wire.JSON.contentType(), "", nestedJson));
    attacks.add(f -> post(f, "text/html", "", new byte[10_000]));
    attacks.add(f -> post(f, Wire.BINARY.contentType(), "", emptyStructs));
    attacks.add(f -> http(f, "POST /thrift HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\n"));
    attacks.add(f -> http(f, "GET /" + "x".repeat(100_000)));
    attacks.add(f -> http(f, "GET / HTTP/1.1\r\n\r\n".repeat(1_000)));
    attacks.add(
        f -> {
          try (RawTcp tcp = f.rawTcp()) {
            for (int i = 0; i < 4; i++) {
              tcp.sendFrame(big);
            }
            tcp.readFrame();
          }
        });
    return attacks;
  }

  private static void tcp(DoorFixture fixture, int waitMillis, byte[]... parts) throws IOException {
    try (RawTcp tcp = fixture.rawTcp()) {
      tcp.send(parts);
      if (waitMillis > 0) {
        tcp.socket.setSoTimeout(waitMillis);
        tcp.readFrame();
      }
    }
  }

  private static void http(DoorFixture fixture, String request) throws IOException {
    try (RawTcp tcp = new RawTcp(fixture.doors.httpAddress())) {
      tcp.send(request.getBytes(StandardCharsets.US_ASCII));
      tcp.socket.setSoTimeout(500);
      tcp.readToEnd();
    }
  }

  private static void post(DoorFixture fixture, String type, String headers, byte[] body)
      throws IOException {
    try (RawTcp tcp = new RawTcp(fixture.doors.httpAddress())) {
      String head =
          "POST /thrift HTTP/1.1\r\nContent-Type: "
              + type
              + "\r\n"
              + headers
              + "Content-Length: "
              + body.length
              + "\r\n\r\n";
      tcp.send(head.getBytes(StandardCharsets.US_ASCII), body);
      tcp.socket.setSoTimeout(500);
      tcp.readToEnd();
    }
  }

  private static void neverTakesReplies(DoorFixture fixture) throws Exception {
    byte[] big =
        Messages.call(
            Wire.COMPACT,
            "read",
            1,
            new Switchboard.read_args(new ReadRequest("big", 1).setMaxBytes(1 << 20)));
    try (RawTcp tcp = fixture.rawTcp()) {
      for (int i = 0; i < 30; i++) {
        tcp.sendFrame(big);
      }
      LockSupport.parkNanos(1_000_000_000);
    }
  }

  private static void dripsBytes(DoorFixture fixture) throws Exception {
    byte[] message = Messages.read(Wire.COMPACT, "s", 1, 1);
    try (RawTcp tcp = fixture.rawTcp()) {
      tcp.send(RawTcp.length(message.length + 1_000));
      for (byte b : message) {
        tcp.send(new byte[] {b});
        LockSupport.parkNanos(100_000_000);
      }
    }
  }

  private static byte[] gzip(byte[] plain) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(plain);
    }
    return packed.toByteArray();
  }
}
