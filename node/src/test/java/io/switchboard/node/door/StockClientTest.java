package io.switchboard.node.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.switchboard.protocol.AckRequest;
import io.switchboard.protocol.AllocateRequest;
import io.switchboard.protocol.DescribeRequest;
import io.switchboard.protocol.DisposeRequest;
import io.switchboard.protocol.ErrorCategory;
import io.switchboard.protocol.ErrorCode;
import io.switchboard.protocol.Event;
import io.switchboard.protocol.ReadRequest;
import io.switchboard.protocol.Role;
import io.switchboard.protocol.Switchboard;
import io.switchboard.protocol.SwitchboardError;
import io.switchboard.protocol.WriteRequest;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Stream;
import org.apache.thrift.transport.TSocket;
import org.apache.thrift.transport.TTransport;
import org.apache.thrift.transport.layered.TFramedTransport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Clients that the Thrift compiler generates talk to both doors, in every protocol, as to any
 * Thrift server.
 */
class StockClientTest {
  private static DoorFixture fixture;

  @BeforeAll
  static void open() {
    fixture = new DoorFixture();
  }

  @AfterAll
  static void close() {
    fixture.close();
    assertThat(fixture.metrics.requestBytesHeld()).isZero();
    assertThat(fixture.metrics.replyBytesHeld()).isZero();
  }

  static Stream<Arguments> clients() {
    return Stream.of(
        Arguments.of("tcp", Wire.COMPACT, ""),
        Arguments.of("tcp", Wire.BINARY, ""),
        Arguments.of("http", Wire.COMPACT, Wire.COMPACT.contentType()),
        Arguments.of("http", Wire.BINARY, Wire.BINARY.contentType()),
        Arguments.of("http", Wire.JSON, Wire.JSON.contentType()),
        Arguments.of("http", Wire.COMPACT, "application/x-thrift"),
        Arguments.of("http", Wire.BINARY, "Application/X-Thrift; charset=utf-8"),
        Arguments.of("http", Wire.JSON, "application/x-thrift"));
  }

  private static Switchboard.Client client(String door, Wire wire, String contentType)
      throws Exception {
    TTransport transport;
    if (door.equals("tcp")) {
      transport =
          new TFramedTransport(
              new TSocket("127.0.0.1", fixture.doors.tcpAddress().getPort(), 10_000));
      transport.open();
    } else {
      transport = new HttpClients.HttpTransport(fixture.doors.httpAddress(), contentType);
    }
    return new Switchboard.Client(Messages.protocol(wire, transport));
  }

  @ParameterizedTest
  @MethodSource("clients")
  void everyMethodIsAnswered(String door, Wire wire, String contentType) throws Exception {
    Switchboard.Client client = client(door, wire, contentType);
    AllocateRequest allocate =
        new AllocateRequest(ByteBuffer.wrap(new byte[16]), "tøpic", Role.WRITER);
    assertThat(client.allocate(allocate).getSession()).isEqualTo("s-tøpic");
    Event event = new Event().setValue("hello \u0000 wörld".getBytes("UTF-8"));
    assertThat(client.write(new WriteRequest("s", 5, List.of(event))).getStageToken())
        .isEqualTo(event.getValue());
    assertThat(client.ack(new AckRequest("s", 5, ByteBuffer.allocate(3))).getCommittedSeq())
        .isEqualTo(5);
    assertThat(client.read(new ReadRequest("s", Long.MAX_VALUE)).getAckedSeq())
        .isEqualTo(Long.MAX_VALUE - 1);
    assertThat(client.describe(new DescribeRequest("s")).getRole()).isEqualTo(Role.READER);
    assertThat(client.dispose(new DisposeRequest("s")).isAlreadyDone()).isFalse();
    client.getInputProtocol().getTransport().close();
  }

  @ParameterizedTest
  @MethodSource("clients")
  void aMegabyteGoesEachWay(String door, Wire wire, String contentType) throws Exception {
    Switchboard.Client client = client(door, wire, contentType);
    List<Event> events = java.util.Collections.nCopies(100, new Event().setValue(new byte[10_000]));
    long before = fixture.service.writtenBytes.get();
    client.write(new WriteRequest("s", 1, events));
    assertThat(fixture.service.writtenBytes.get() - before).isEqualTo(1_000_000);
    ReadRequest read = new ReadRequest("big", 1).setMaxBytes(1 << 20);
    assertThat(client.read(read).getBatch().getEvents().get(0).getValue()).hasSize(1 << 20);
    client.getInputProtocol().getTransport().close();
  }

  @ParameterizedTest
  @MethodSource("clients")
  void anErrorOfTheProtocolArrivesAsItIs(String door, Wire wire, String contentType)
      throws Exception {
    Switchboard.Client client = client(door, wire, contentType);
    assertThatThrownBy(() -> client.read(new ReadRequest("gone", 1)))
        .isInstanceOfSatisfying(
            SwitchboardError.class,
            error -> {
              assertThat(error.getCode()).isEqualTo(ErrorCode.SESSION_UNKNOWN.getValue());
              assertThat(error.getCategory()).isEqualTo(ErrorCategory.GONE);
              assertThat(error.getReason()).startsWith("no such session").hasSize(1_000);
            });
    for (String fault : List.of("throw", "fail", "null", "incomplete")) {
      assertThatThrownBy(() -> client.read(new ReadRequest(fault, 1)))
          .isInstanceOfSatisfying(
              SwitchboardError.class,
              error -> {
                assertThat(error.getCode()).isEqualTo(ErrorCode.INTERNAL.getValue());
                assertThat(error.getReason())
                    .doesNotContain("service gave", "thrown by", "failed in");
              });
    }
    assertThat(client.read(new ReadRequest("s", 1)).getAckedSeq()).isZero();
    client.getInputProtocol().getTransport().close();
  }
}
