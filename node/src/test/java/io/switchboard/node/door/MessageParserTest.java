package io.switchboard.node.door;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.protocol.ErrorCode;
import io.switchboard.protocol.Event;
import io.switchboard.protocol.Header;
import io.switchboard.protocol.SwitchboardError;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.apache.thrift.TApplicationException;
import org.apache.thrift.TException;
import org.apache.thrift.protocol.TField;
import org.apache.thrift.protocol.TList;
import org.apache.thrift.protocol.TMap;
import org.apache.thrift.protocol.TMessageType;
import org.apache.thrift.protocol.TStruct;
import org.apache.thrift.protocol.TType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every limit of a message holds on every protocol, and no bytes whatever get more than an answer
 * out of the parser.
 */
class MessageParserTest {
  private static final MessageLimits LIMITS = new MessageLimits(5 << 20, 100_000, 16, 1_000);
  private final MessageParser parser = new MessageParser(LIMITS);

  private Parsed parse(Wire wire, byte[] message) {
    return parser.parse(wire, message, message.length);
  }

  private SwitchboardError refusal(Wire wire, byte[] message) {
    Parsed parsed = parse(wire, message);
    assertThat(parsed).isInstanceOf(Parsed.Refused.class);
    return ((Parsed.Refused) parsed).error();
  }

  @ParameterizedTest
  @EnumSource(Wire.class)
  void aWellFormedBatchBecomesACall(Wire wire) throws TException {
    List<Header> headers = List.of(new Header("a"), new Header("b"));
    List<Event> events =
        List.of(
            new Event().setValue(new byte[3]).setHeaders(headers), new Event().setTombstone(true));
    Parsed parsed = parse(wire, Messages.write(wire, 77, events));
    assertThat(parsed).isInstanceOf(Parsed.Call.class);
    assertThat(parsed.header()).isEqualTo(new Parsed.Header(wire, "write", 77));
    assertThat(((Parsed.Call) parsed).elements()).isEqualTo(4);
  }

  @ParameterizedTest
  @EnumSource(Wire.class)
  void aContainerThatAnnouncesTwoBillionElementsIsRefused(Wire wire) throws TException {
    assertThat(refusal(wire, Hostile.announcedEvents(wire, 2_000_000_000)).getCode())
        .isEqualTo(ErrorCode.LIMIT_EXCEEDED.getValue());
    assertThat(refusal(wire, Hostile.announcedEvents(wire, Integer.MAX_VALUE)).getCode())
        .isEqualTo(ErrorCode.LIMIT_EXCEEDED.getValue());
  }

  @ParameterizedTest
  @EnumSource(Wire.class)
  void aContainerOfMoreElementsThanTheMessageHasBytesIsRefused(Wire wire) throws TException {
    assertThat(refusal(wire, Hostile.announcedEvents(wire, 90_000)).getCode())
        .isEqualTo(ErrorCode.MALFORMED.getValue());
  }

  @ParameterizedTest
  @EnumSource(Wire.class)
  void aContainerOfANegativeSizeIsRefused(Wire wire) throws TException {
    assertThat(refusal(wire, Hostile.announcedEvents(wire, -5)).getCode())
        .isIn(ErrorCode.LIMIT_EXCEEDED.getValue(), ErrorCode.MALFORMED.getValue());
  }

  @ParameterizedTest
  @EnumSource(Wire.class)
  void megabytesOfEmptyStructsAreRefusedBeforeTheyAreMade(Wire wire) throws TException {
    for (byte[] message :
        List.of(
            Hostile.emptyStructs(wire, 4_000_000),
            Hostile.emptyStructsInAnUnknownField(wire, 4_000_000))) {
      MessageParser roomy = new MessageParser(new MessageLimits(64 << 20, 100_000, 16, 1_000));
      roomy.parse(wire, message, message.length);
      long before = System.nanoTime();
      Parsed parsed = roomy.parse(wire, message, message.length);
      long millis = (System.nanoTime() - before) / 1_000_000;
      assertThat(parsed).isInstanceOf(Parsed.Refused.class);
      assertThat(((Parsed.Refused) parsed).error().getCode())
          .isEqualTo(ErrorCode.LIMIT_EXCEEDED.getValue());
      assertThat(millis).as("milliseconds to refuse %d bytes", message.length).isLessThan(500);
    }
  }

  @ParameterizedTest
  @EnumSource(Wire.class)
  void theElementsOfAllContainersTogetherAreBounded(Wire wire) throws TException {
    List<Header> headers = java.util.Collections.nCopies(99, new Header("h"));
    List<Event> events = java.util.Collections.nCopies(1_000, new Event().setHeaders(headers));
    assertThat(parse(wire, Messages.write(wire, 1, events))).isInstanceOf(Parsed.Call.class);
    events = java.util.Collections.nCopies(1_001, new Event().setHeaders(headers));
    assertThat(refusal(wire, Messages.write(wire, 1, events)).getCode())
        .isEqualTo(ErrorCode.LIMIT_EXCEEDED.getValue());
  }

  @ParameterizedTest
  @EnumSource(Wire.class)
  void aMapsEntriesCountTwiceAlsoInAnUnknownField(Wire wire) throws TException {
    byte[] message =
        Hostile.write(
            wire,
            1,
            out -> {
              out.writeFieldBegin(new TField("map", TType.MAP, (short) 50));
              out.writeMapBegin(new TMap(TType.BOOL, TType.BOOL, 60_000));
              for (int i = 0; i < 120_000; i++) {
                out.writeBool(true);
              }
              out.writeMapEnd();
              out.writeFieldEnd();
            });
    assertThat(refusal(wire, message).getCode()).isEqualTo(ErrorCode.LIMIT_EXCEEDED.getValue());
  }

  @ParameterizedTest
  @EnumSource(Wire.class)
  void deepNestingIsRefused(Wire wire) throws TException {
    for (byte[] message :
        List.of(Hostile.nestedStructs(wire, 100_000), Hostile.nestedLists(wire, 100_000))) {
      assertThat(refusal(wire, message).getCode()).isEqualTo(ErrorCode.LIMIT_EXCEEDED.getValue());
    }
    for (byte[] message : List.of(Hostile.nestedStructs(wire, 15), Hostile.nestedLists(wire, 15))) {
      assertThat(refusal(wire, message).getCode()).isEqualTo(ErrorCode.LIMIT_EXCEEDED.getValue());
    }
    for (byte[] message : List.of(Hostile.nestedStructs(wire, 14), Hostile.nestedLists(wire, 14))) {
      assertThat(refusal(wire, message).getReason()).contains("events");
    }
  }

  @ParameterizedTest
  @EnumSource(Wire.class)
  void aMessageOfNothingButUnknownFieldsIsRefused(Wire wire) throws TException {
    assertThat(refusal(wire, Hostile.unknownFields(wire, 1_000_000)).getCode())
        .isEqualTo(ErrorCode.LIMIT_EXCEEDED.getValue());
    assertThat(parse(wire, Hostile.unknownFields(wire, 1_000))).isInstanceOf(Parsed.Call.class);
  }

  @ParameterizedTest
  @EnumSource(Wire.class)
  void anOversizedStringIsRefusedAndAnOversizedBinaryIsNot(Wire wire) throws TException {
    assertThat(parse(wire, Messages.read(wire, "x".repeat(1_000), 1, 1)))
        .isInstanceOf(Parsed.Call.class);
    assertThat(refusal(wire, Messages.read(wire, "x".repeat(1_001), 1, 1)).getCode())
        .isEqualTo(ErrorCode.LIMIT_EXCEEDED.getValue());
    assertThat(refusal(wire, Messages.read(wire, "x".repeat(4 << 20), 1, 1)).getCode())
        .isEqualTo(ErrorCode.LIMIT_EXCEEDED.getValue());
    assertThat(parse(wire, Messages.write(wire, 1, 1 << 20, 1))).isInstanceOf(Parsed.Call.class);
  }

  @ParameterizedTest
  @EnumSource(value = Wire.class, names = "JSON", mode = EnumSource.Mode.EXCLUDE)
  void aStringLongerThanTheMessageIsRefused(Wire wire) throws TException {
    byte[] message = Messages.read(wire, "session", 1, 1);
    int at = new String(message, StandardCharsets.ISO_8859_1).indexOf("session");
    message[at - 1] = 0x7f;
    assertThat(refusal(wire, message).getCode()).isEqualTo(ErrorCode.MALFORMED.getValue());
  }

  @ParameterizedTest
  @EnumSource(Wire.class)
  void aMissingRequiredFieldIsNamedAndNoPayloadIsRepeated(Wire wire) throws TException {
    byte[] message =
        Messages.message(
            wire,
            "write",
            TMessageType.CALL,
            1,
            out -> {
              out.writeStructBegin(new TStruct("write_args"));
              out.writeFieldBegin(new TField("request", TType.STRUCT, (short) 1));
              out.writeStructBegin(new TStruct("WriteRequest"));
              Hostile.string(out, 1, "SECRET");
              Hostile.list(out, 4, TType.STRUCT, 0);
              out.writeFieldStop();
              out.writeStructEnd();
              out.writeFieldEnd();
              out.writeFieldStop();
              out.writeStructEnd();
            });
    SwitchboardError error = refusal(wire, message);
    assertThat(error.getCode()).isEqualTo(ErrorCode.MALFORMED.getValue());
    assertThat(error.getReason()).contains("'seq'").doesNotContain("SECRET");
  }

  @ParameterizedTest
  @EnumSource(Wire.class)
  void aMissingRequiredFieldFurtherDownIsNamedToo(Wire wire) throws TException {
    byte[] message =
        Hostile.write(
            wire,
            1,
            out -> {
              out.writeFieldBegin(new TField("events", TType.LIST, (short) 4));
              out.writeListBegin(new TList(TType.STRUCT, 1));
              out.writeStructBegin(new TStruct("Event"));
              out.writeFieldBegin(new TField("headers", TType.LIST, (short) 4));
              out.writeListBegin(new TList(TType.STRUCT, 1));
              out.writeStructBegin(new TStruct("Header"));
              Hostile.string(out, 2, "SECRET");
              out.writeFieldStop();
              out.writeStructEnd();
              out.writeListEnd();
              out.writeFieldEnd();
              out.writeFieldStop();
              out.writeStructEnd();
              out.writeListEnd();
              out.writeFieldEnd();
            });
    SwitchboardError error = refusal(wire, message);
    assertThat(error.getCode()).isEqualTo(ErrorCode.MALFORMED.getValue());
    assertThat(error.getReason())
        .contains("'name'")
        .doesNotContain("SECRET")
        .doesNotContain("53 45 43");
  }

  @ParameterizedTest
  @EnumSource(Wire.class)
  void aCallWithoutItsArgumentIsRefused(Wire wire) throws TException {
    byte[] message =
        Messages.message(
            wire,
            "read",
            TMessageType.CALL,
            1,
            out -> {
              out.writeStructBegin(new TStruct("read_args"));
              out.writeFieldStop();
              out.writeStructEnd();
            });
    assertThat(refusal(wire, message).getCode()).isEqualTo(ErrorCode.MALFORMED.getValue());
  }

  @ParameterizedTest
  @EnumSource(Wire.class)
  void anUnknownEnumNumberIsNotTakenForAnUnsetField(Wire wire) throws TException {
    for (int field : new int[] {3, 5, 8}) {
      byte[] message =
          Messages.message(
              wire,
              "allocate",
              TMessageType.CALL,
              1,
              out -> {
                out.writeStructBegin(new TStruct("allocate_args"));
                out.writeFieldBegin(new TField("request", TType.STRUCT, (short) 1));
                out.writeStructBegin(new TStruct("AllocateRequest"));
                Hostile.string(out, 1, "0123456789abcdef");
                Hostile.string(out, 2, "topic");
                for (int id : new int[] {3, 5, 8}) {
                  out.writeFieldBegin(new TField("enum", TType.I32, (short) id));
                  out.writeI32(id == field ? 4711 : 1);
                  out.writeFieldEnd();
                }
                out.writeFieldStop();
                out.writeStructEnd();
                out.writeFieldEnd();
                out.writeFieldStop();
                out.writeStructEnd();
              });
      SwitchboardError error = refusal(wire, message);
      assertThat(error.getCode()).isEqualTo(ErrorCode.INVALID_ARGUMENT.getValue());
      assertThat(error.getReason()).contains("4711");
    }
  }

  @ParameterizedTest
  @EnumSource(Wire.class)
  void anUnknownMethodIsTold(Wire wire) throws TException {
    Parsed parsed = parse(wire, Messages.message(wire, "reed", TMessageType.CALL, 9, out -> {}));
    assertThat(parsed).isInstanceOf(Parsed.NoCall.class);
    assertThat(parsed.header().seqid()).isEqualTo(9);
    assertThat(((Parsed.NoCall) parsed).exception().getType())
        .isEqualTo(TApplicationException.UNKNOWN_METHOD);
  }

  @ParameterizedTest
  @EnumSource(Wire.class)
  void aOnewayMessageOrAReplyIsNoCall(Wire wire) throws TException {
    for (byte type : new byte[] {TMessageType.ONEWAY, TMessageType.REPLY, TMessageType.EXCEPTION}) {
      Parsed parsed = parse(wire, Messages.message(wire, "read", type, 9, out -> {}));
      assertThat(((Parsed.NoCall) parsed).exception().getType())
          .isEqualTo(TApplicationException.INVALID_MESSAGE_TYPE);
    }
  }

  @ParameterizedTest
  @EnumSource(Wire.class)
  void bytesBehindTheMessageAreRefused(Wire wire) throws TException {
    byte[] message = Messages.read(wire, "s", 1, 1);
    byte[] longer = Arrays.copyOf(message, message.length + 1);
    longer[message.length] = 'x';
    assertThat(refusal(wire, longer).getCode()).isEqualTo(ErrorCode.MALFORMED.getValue());
  }

  @ParameterizedTest
  @EnumSource(Wire.class)
  void aMessageThatIsCutOffAnywhereIsRefused(Wire wire) throws TException {
    byte[] message = Messages.write(wire, 3, 50, 1);
    for (int length = 0; length < message.length; length++) {
      Parsed parsed = parser.parse(wire, Arrays.copyOf(message, length), length);
      assertThat(parsed).as("cut at %d", length).isNotInstanceOf(Parsed.Call.class);
    }
  }

  @ParameterizedTest
  @EnumSource(Wire.class)
  void aMethodsNameOfAMegabyteIsNotRepeated(Wire wire) throws TException {
    Parsed parsed =
        parse(wire, Messages.message(wire, "x".repeat(1 << 20), TMessageType.CALL, 9, out -> {}));
    assertThat(parsed).isInstanceOf(Parsed.Garbage.class);
  }

  @Test
  void jsonsOwnExcessesAreRefused() throws TException {
    String valid = new String(Messages.read(Wire.JSON, "s", 1, 1), StandardCharsets.UTF_8);
    assertThat(parse(Wire.JSON, (valid + " \r\n\t").getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(Parsed.Call.class);
    assertRefusedJson(
        valid.replace("{\"i64\":1}", "{\"i64\":" + "1".repeat(1_000_000) + "}"), "number");
    assertRefusedJson(
        valid.replace("{\"i64\":1}", "{\"i64\":" + " ".repeat(1_000_000) + "1}"), "whitespace");
    assertRefusedJson(valid.replace("{\"i64\":1}", "{\"i64\":1e999}"), "");
    assertRefusedJson(valid.replace("{\"i64\":1}", "{\"dbl\":\"not a number\"}"), "");
    assertRefusedJson(valid.replace("{\"i64\":1}", "{\"i64\":" + "[".repeat(100_000)), "nested");
    assertRefusedJson(valid.replace("{\"i64\":1}", "{\"i64\":" + ",".repeat(3_000_000)), "values");
    assertRefusedJson(valid.replace("\"s\"", "\"\\ud800\\ud800\\ud800\""), "");
  }

  private void assertRefusedJson(String json, String reason) {
    SwitchboardError error = refusal(Wire.JSON, json.getBytes(StandardCharsets.UTF_8));
    assertThat(error.getCode())
        .isIn(ErrorCode.MALFORMED.getValue(), ErrorCode.LIMIT_EXCEEDED.getValue());
    assertThat(error.getReason()).contains(reason);
  }

  @Test
  void theOldBinaryProtocolWithoutAVersionIsRefused() throws TException {
    byte[] message = {0, 0, 0, 4, 'r', 'e', 'a', 'd', 1, 0, 0, 0, 1, 0};
    assertThat(Wire.ofFirstByte(message[0])).isEmpty();
    assertThat(parse(Wire.BINARY, message)).isInstanceOf(Parsed.Garbage.class);
  }

  @Test
  void everyRequestFieldHasAnIdThatTheShapeCanHold() {
    for (Class<?> request :
        List.of(
            io.switchboard.protocol.AllocateRequest.class,
            io.switchboard.protocol.ReadRequest.class,
            io.switchboard.protocol.WriteRequest.class,
            io.switchboard.protocol.AckRequest.class,
            io.switchboard.protocol.DisposeRequest.class,
            io.switchboard.protocol.DescribeRequest.class)) {
      for (Object field : fieldsOf(request)) {
        assertThat(((org.apache.thrift.TFieldIdEnum) field).getThriftFieldId())
            .isBetween((short) 1, (short) 63);
      }
    }
  }

  private static Object[] fieldsOf(Class<?> request) {
    for (Class<?> inner : request.getDeclaredClasses()) {
      if (inner.getSimpleName().equals("_Fields")) {
        return inner.getEnumConstants();
      }
    }
    throw new AssertionError("no _Fields in " + request);
  }
}
