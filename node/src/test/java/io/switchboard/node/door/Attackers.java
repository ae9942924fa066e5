package io.switchboard.node.door;

import io.switchboard.protocol.ReadRequest;
import io.switchboard.protocol.Switchboard;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.GZIPOutputStream;

/**
 * Two hundred connections that attack doors in every way known here, each with pauses, in a process
 * of their own: so that neither their memory nor their collector is the doors'.
 */
public final class Attackers {
  public static final int COUNT = 200;

  private static final long PAUSE_NANOS = 2_000_000_000;

  private Attackers() {}

  @FunctionalInterface
  private interface Attack {
    void run(Doors doors) throws Exception;
  }

  /** What is attacked. */
  private record Doors(InetSocketAddress tcp, InetSocketAddress http) {
    RawTcp rawTcp() {
      return new RawTcp(tcp);
    }
  }

  /**
   * Attacks once in every way, says so in a line, and goes on with all connections at the next line
   * of its input; ends with its input.
   *
   * @param args the doors' ports on the loopback interface: TCP, HTTP; then, if not all, the number
   *     of the one kind of attack
   */
  public static void main(String[] args) throws Exception {
    Doors doors =
        new Doors(
            new InetSocketAddress("127.0.0.1", Integer.parseInt(args[0])),
            new InetSocketAddress("127.0.0.1", Integer.parseInt(args[1])));
    List<Attack> attacks = attacks();
    if (args.length > 2) {
      attacks = List.of(attacks.get(Integer.parseInt(args[2])));
    }
    attackInTurn(attacks, doors);
  }

  /**
   * Starts the process, and returns when each kind of attack was tried once, so that code is warm
   * before anything is measured. {@code -Dswitchboard.attack.kind=7} leaves one kind.
   *
   * @param timesAreHeld whether what the attacked ones' times are is held against something: then
   *     the process has the lowest priority, and comes to nothing on a machine that others use too
   */
  public static Process start(int tcpPort, int httpPort, boolean timesAreHeld) throws IOException {
    List<String> command = new ArrayList<>();
    if (timesAreHeld) {
      command.addAll(List.of("nice", "-n", "39"));
    }
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx512m", "-XX:+UseSerialGC"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(Attackers.class.getName());
    command.add(Integer.toString(tcpPort));
    command.add(Integer.toString(httpPort));
    Optional.ofNullable(System.getProperty("switchboard.attack.kind")).ifPresent(command::add);
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    var out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    if (!"ready".equals(out.readLine())) {
      process.destroyForcibly();
      throw new IOException("the attackers did not start");
    }
    return process;
  }

  private static void attackInTurn(List<Attack> attacks, Doors doors) throws IOException {
    attacks.forEach(attack -> attempt(attack, doors));
    System.out.println("ready");
    if (System.in.read() >= 0) {
      for (int i = 0; i < COUNT; i++) {
        int first = i;
        Thread thread = new Thread(() -> attack(attacks, first, doors), "attacker-" + i);
        thread.setDaemon(true);
        thread.start();
      }
      while (System.in.read() >= 0) {
        // Until the test closes it, or is no more.
      }
    }
  }

  private static void attack(List<Attack> attacks, int first, Doors doors) {
    for (int n = first; ; n++) {
      attempt(attacks.get(n % attacks.size()), doors);
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  private static void attempt(Attack attack, Doors doors) {
    try {
      attack.run(doors);
    } catch (Exception | AssertionError e) {
      // The door closed first, as it should.
    }
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
    attacks.add(d -> tcp(d, 500, RawTcp.length(2_000_000_000)));
    attacks.add(d -> tcp(d, 1_500, RawTcp.length(5_000_000), new byte[] {(byte) 0x82, 0x21, 1}));
    attacks.add(d -> tcp(d, 1_500, RawTcp.length(large.length), Arrays.copyOf(large, 100_000)));
    attacks.add(d -> tcp(d, 500, RawTcp.length(16 << 20), emptyStructs));
    attacks.add(d -> tcp(d, 500, RawTcp.length(emptyStructs.length), emptyStructs));
    attacks.add(d -> tcp(d, 500, RawTcp.length(manyEvents.length), manyEvents));
    attacks.add(d -> tcp(d, 500, RawTcp.length(twoBillion.length), twoBillion));
    attacks.add(d -> tcp(d, 500, RawTcp.length(nested.length), nested));
    attacks.add(d -> tcp(d, 500, RawTcp.length(longString.length), longString));
    attacks.add(
        d -> tcp(d, 500, "complete rubbish, and more of it".getBytes(StandardCharsets.US_ASCII)));
    attacks.add(
        d -> tcp(d, 0, RawTcp.length(waits.length), waits)); // and leaves while the call waits
    attacks.add(Attackers::neverTakesReplies);
    attacks.add(Attackers::dripsBytes);
    attacks.add(d -> post(d, Wire.COMPACT.contentType(), "Content-Encoding: gzip\r\n", bomb));
    attacks.add(d -> post(d, Wire.JSON.contentType(), "", nestedJson));
    attacks.add(d -> post(d, "text/html", "", new byte[10_000]));
    attacks.add(d -> post(d, Wire.BINARY.contentType(), "", emptyStructs));
    attacks.add(d -> http(d, "POST /thrift HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\n"));
    attacks.add(d -> http(d, "GET /" + "x".repeat(100_000)));
    attacks.add(d -> http(d, "GET / HTTP/1.1\r\n\r\n".repeat(1_000)));
    attacks.add(
        d -> {
          try (RawTcp tcp = d.rawTcp()) {
            for (int i = 0; i < 4; i++) {
              tcp.sendFrame(big);
            }
            tcp.readFrame();
          }
        });
    return attacks;
  }

  private static void tcp(Doors doors, int waitMillis, byte[]... parts) throws IOException {
    try (RawTcp tcp = doors.rawTcp()) {
      tcp.send(parts);
      if (waitMillis > 0) {
        tcp.socket.setSoTimeout(waitMillis);
        tcp.readFrame();
      }
    }
  }

  private static void http(Doors doors, String request) throws IOException {
    try (RawTcp tcp = new RawTcp(doors.http())) {
      tcp.send(request.getBytes(StandardCharsets.US_ASCII));
      tcp.socket.setSoTimeout(500);
      tcp.readToEnd();
    }
  }

  private static void post(Doors doors, String type, String headers, byte[] body)
      throws IOException {
    try (RawTcp tcp = new RawTcp(doors.http())) {
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

  private static void neverTakesReplies(Doors doors) throws Exception {
    byte[] big =
        Messages.call(
            Wire.COMPACT,
            "read",
            1,
            new Switchboard.read_args(new ReadRequest("big", 1).setMaxBytes(1 << 20)));
    try (RawTcp tcp = doors.rawTcp()) {
      for (int i = 0; i < 30; i++) {
        tcp.sendFrame(big);
      }
      LockSupport.parkNanos(1_000_000_000);
    }
  }

  private static void dripsBytes(Doors doors) throws Exception {
    byte[] message = Messages.read(Wire.COMPACT, "s", 1, 1);
    try (RawTcp tcp = doors.rawTcp()) {
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
