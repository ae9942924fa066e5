package io.switchboard.sdk.internal.wire;

import io.switchboard.sdk.EventHeader;
import io.switchboard.sdk.EventProblem;
import io.switchboard.sdk.ReceivedEvent;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.thrift.TException;
import org.apache.thrift.protocol.TField;
import org.apache.thrift.protocol.TList;
import org.apache.thrift.protocol.TProtocol;
import org.apache.thrift.protocol.TProtocolException;
import org.apache.thrift.protocol.TProtocolUtil;
import org.apache.thrift.protocol.TType;

/**
 * Reads a read's reply straight into the SDK's types, with one copy of each payload. The generated
 * class would lose a problem that it does not know, and so make a tombstone of an event that could
 * not be decrypted.
 */
final class ReadReplyReader {
  private ReadReplyReader() {}

  static ReadResult read(TProtocol in) throws TException {
    ReadResult.WireBatch batch = null;
    long ackedSeq = -1;
    boolean forwarded = false;
    in.readStructBegin();
    for (TField field = next(in); field.type != TType.STOP; field = next(in)) {
      if (field.id == 1 && field.type == TType.STRUCT) {
        batch = batch(in);
      } else if (field.id == 2 && field.type == TType.I64) {
        ackedSeq = in.readI64();
      } else if (field.id == 20 && field.type == TType.BOOL) {
        forwarded = in.readBool();
      } else {
        TProtocolUtil.skip(in, field.type);
      }
    }
    require(ackedSeq >= 0, "ReadReply.ackedSeq");
    return new ReadResult(Optional.ofNullable(batch), ackedSeq, forwarded);
  }

  private static ReadResult.WireBatch batch(TProtocol in) throws TException {
    long seq = -1;
    List<ReceivedEvent> events = null;
    byte[] token = null;
    byte[] cursor = null;
    int missing = 0;
    in.readStructBegin();
    for (TField field = next(in); field.type != TType.STOP; field = next(in)) {
      if (field.id == 1 && field.type == TType.I64) {
        seq = in.readI64();
      } else if (field.id == 2 && field.type == TType.LIST) {
        events = events(in);
      } else if (field.id == 3 && field.type == TType.STRING) {
        token = binary(in);
      } else if (field.id == 4 && field.type == TType.STRING) {
        cursor = binary(in);
      } else if (field.id == 10 && field.type == TType.I32) {
        missing = in.readI32();
      } else {
        TProtocolUtil.skip(in, field.type);
      }
    }
    require(seq > 0 && events != null && token != null && cursor != null, "Batch");
    return new ReadResult.WireBatch(seq, events, Token.of(token), Token.of(cursor), missing);
  }

  private static List<ReceivedEvent> events(TProtocol in) throws TException {
    TList list = in.readListBegin();
    require(list.elemType == TType.STRUCT || list.size == 0, "Batch.events");
    List<ReceivedEvent> events = new ArrayList<>(Math.min(list.size, 4096));
    for (int i = 0; i < list.size; i++) {
      events.add(event(in));
    }
    in.readListEnd();
    return events;
  }

  private static ReceivedEvent event(TProtocol in) throws TException {
    ReceivedEvent.Builder event = ReceivedEvent.builder();
    in.readStructBegin();
    for (TField field = next(in); field.type != TType.STOP; field = next(in)) {
      if (field.id == 1 && field.type == TType.I32) {
        event.partition(in.readI32());
      } else if (field.id == 2 && field.type == TType.I64) {
        event.offset(in.readI64());
      } else if (field.id == 3 && field.type == TType.I64) {
        event.timestampMs(in.readI64());
      } else if (field.id == 4 && field.type == TType.STRING) {
        event.key(binary(in));
      } else if (field.id == 5 && field.type == TType.STRING) {
        event.value(binary(in));
      } else if (field.id == 6 && field.type == TType.LIST) {
        event.headers(headers(in));
      } else if (field.id == 10 && field.type == TType.I32) {
        event.problem(problem(in.readI32()));
      } else {
        TProtocolUtil.skip(in, field.type);
      }
    }
    return event.build();
  }

  private static EventProblem problem(int number) {
    return switch (number) {
      case 1 -> EventProblem.UNDECRYPTABLE;
      case 2 -> EventProblem.KEY_UNAVAILABLE;
      default -> EventProblem.UNKNOWN;
    };
  }

  private static List<EventHeader> headers(TProtocol in) throws TException {
    TList list = in.readListBegin();
    require(list.elemType == TType.STRUCT || list.size == 0, "ReceivedEvent.headers");
    List<EventHeader> headers = new ArrayList<>(Math.min(list.size, 64));
    for (int i = 0; i < list.size; i++) {
      headers.add(header(in));
    }
    in.readListEnd();
    return headers;
  }

  private static EventHeader header(TProtocol in) throws TException {
    String name = null;
    byte[] value = null;
    in.readStructBegin();
    for (TField field = next(in); field.type != TType.STOP; field = next(in)) {
      if (field.id == 1 && field.type == TType.STRING) {
        name = in.readString();
      } else if (field.id == 2 && field.type == TType.STRING) {
        value = binary(in);
      } else {
        TProtocolUtil.skip(in, field.type);
      }
    }
    require(name != null, "Header.name");
    return value == null ? EventHeader.withoutValue(name) : EventHeader.of(name, value);
  }

  /** The compact protocol needs no readFieldEnd; structs end where their stop is read. */
  private static TField next(TProtocol in) throws TException {
    TField field = in.readFieldBegin();
    if (field.type == TType.STOP) {
      in.readStructEnd();
    }
    return field;
  }

  private static byte[] binary(TProtocol in) throws TException {
    ByteBuffer slice = in.readBinary();
    byte[] bytes = new byte[slice.remaining()];
    slice.get(bytes);
    return bytes;
  }

  private static void require(boolean condition, String what) throws TProtocolException {
    if (!condition) {
      throw new TProtocolException("The reply lacks a valid " + what + ".");
    }
  }
}
