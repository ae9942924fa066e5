package io.switchboard.persistence.serial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.serialization.Serialization;
import akka.serialization.SerializationExtension;
import io.switchboard.core.model.Range;
import io.switchboard.core.session.SessionEvent;
import io.switchboard.core.session.SessionEvent.Delivered;
import java.util.Arrays;
import java.util.List;
import org.apache.thrift.TException;
import org.apache.thrift.protocol.TCompactProtocol;
import org.apache.thrift.protocol.TField;
import org.apache.thrift.protocol.TProtocol;
import org.apache.thrift.protocol.TStruct;
import org.apache.thrift.protocol.TType;
import org.apache.thrift.transport.TMemoryBuffer;
import org.junit.jupiter.api.Test;

class SessionSerializerTest {
  private final SessionSerializer serializer = new SessionSerializer();

  @Test
  void aDeliveryOfOneRangeTakesLessThan40Bytes() {
    Delivered delivered =
        new Delivered(
            1_000,
            10_000_000,
            List.of(new Range(999, 5_000_000_000_000L, 5_000_000_010_000L, 10_000)));
    assertThat(serializer.toBinary(delivered)).hasSizeLessThan(40);
  }

  @Test
  void akkaFindsTheSerializerForEveryEventAndState() {
    ActorTestKit kit = ActorTestKit.create();
    try {
      Serialization serialization = SerializationExtension.get(kit.system());
      for (Object value : Recordings.expected().values()) {
        assertThat(serialization.findSerializerFor(value))
            .isInstanceOf(SessionSerializer.class)
            .extracting(found -> found.identifier())
            .isEqualTo(7_421_001);
      }
    } finally {
      kit.shutdownTestKit();
    }
  }

  @Test
  void aManifestOfAFutureVersionIsRefusedByItsNumber() {
    assertThatThrownBy(() -> serializer.fromBinary(new byte[] {0}, "sb-event-2"))
        .isInstanceOf(UnreadableRecordException.class)
        .hasMessageContaining("event of version 2")
        .hasMessageContaining("reads up to version 1");
  }

  @Test
  void aForeignManifestIsRefused() {
    assertThatThrownBy(() -> serializer.fromBinary(new byte[] {0}, "java.lang.String"))
        .isInstanceOf(UnreadableRecordException.class)
        .hasMessageContaining("java.lang.String");
  }

  @Test
  void anEventOfAKindThatIsNotKnownYetIsRefused() throws TException {
    byte[] future = struct(protocol -> structField(protocol, 99, inner -> i64(inner, 1, 5)));
    assertThatThrownBy(() -> serializer.fromBinary(future, SessionSerializer.EVENT_1))
        .isInstanceOf(UnreadableRecordException.class)
        .hasMessageContaining("newer");
  }

  @Test
  void aFieldThatIsNotKnownYetIsIgnored() throws TException {
    byte[] future =
        struct(
            protocol ->
                structField(
                    protocol,
                    2,
                    inner -> {
                      i64(inner, 1, 5);
                      i64(inner, 2, 42);
                      i64(inner, 77, 1);
                    }));
    assertThat(serializer.fromBinary(future, SessionSerializer.EVENT_1))
        .isEqualTo(new SessionEvent.Acked(5, 42));
  }

  @Test
  void aRecordWithoutOneOfItsFirstFieldsIsNotReadAsZero() throws TException {
    byte[] damaged = struct(protocol -> structField(protocol, 2, inner -> i64(inner, 1, 5)));
    assertThatThrownBy(() -> serializer.fromBinary(damaged, SessionSerializer.EVENT_1))
        .isInstanceOf(UnreadableRecordException.class)
        .hasMessageContaining("seq");
  }

  @Test
  void everyTruncationOfARecordIsRefused() {
    for (Object value : Recordings.expected().values()) {
      byte[] whole = serializer.toBinary(value);
      for (int length = 0; length < whole.length; length++) {
        byte[] part = Arrays.copyOf(whole, length);
        assertThatThrownBy(() -> serializer.fromBinary(part, serializer.manifest(value)))
            .as("%s cut to %s bytes", value, length)
            .isInstanceOf(UnreadableRecordException.class);
      }
    }
  }

  @Test
  void somethingElseThanEventsAndStatesIsNotStored() {
    assertThatThrownBy(() -> serializer.toBinary("text"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("java.lang.String");
    assertThatThrownBy(() -> serializer.manifest("text"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private interface Writing {
    void to(TProtocol protocol) throws TException;
  }

  private static byte[] struct(Writing content) throws TException {
    TMemoryBuffer buffer = new TMemoryBuffer(32);
    write(new TCompactProtocol(buffer), content);
    return Arrays.copyOf(buffer.getArray(), buffer.length());
  }

  private static void write(TProtocol protocol, Writing content) throws TException {
    protocol.writeStructBegin(new TStruct("any"));
    content.to(protocol);
    protocol.writeFieldStop();
    protocol.writeStructEnd();
  }

  private static void structField(TProtocol protocol, int id, Writing content) throws TException {
    protocol.writeFieldBegin(new TField("any", TType.STRUCT, (short) id));
    write(protocol, content);
    protocol.writeFieldEnd();
  }

  private static void i64(TProtocol protocol, int id, long value) throws TException {
    protocol.writeFieldBegin(new TField("any", TType.I64, (short) id));
    protocol.writeI64(value);
    protocol.writeFieldEnd();
  }
}
