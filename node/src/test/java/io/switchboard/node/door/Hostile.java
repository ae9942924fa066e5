package io.switchboard.node.door;

import org.apache.thrift.TException;
import org.apache.thrift.protocol.TField;
import org.apache.thrift.protocol.TList;
import org.apache.thrift.protocol.TMessageType;
import org.apache.thrift.protocol.TProtocol;
import org.apache.thrift.protocol.TStruct;
import org.apache.thrift.protocol.TType;

/** Messages that no well-meaning client sends, made with libthrift's own writers. */
final class Hostile {
  private static final short UNKNOWN_FIELD = 99;

  private Hostile() {}

  /**
   * A write whose request struct holds what {@code fields} writes, behind a valid session and seq.
   */
  static byte[] write(Wire wire, int seqid, Messages.Body fields) throws TException {
    return Messages.message(
        wire,
        "write",
        TMessageType.CALL,
        seqid,
        out -> {
          out.writeStructBegin(new TStruct("write_args"));
          out.writeFieldBegin(new TField("request", TType.STRUCT, (short) 1));
          out.writeStructBegin(new TStruct("WriteRequest"));
          string(out, 1, "s");
          out.writeFieldBegin(new TField("seq", TType.I64, (short) 3));
          out.writeI64(1);
          out.writeFieldEnd();
          fields.write(out);
          out.writeFieldStop();
          out.writeStructEnd();
          out.writeFieldEnd();
          out.writeFieldStop();
          out.writeStructEnd();
        });
  }

  static void string(TProtocol out, int field, String value) throws TException {
    out.writeFieldBegin(new TField("string", TType.STRING, (short) field));
    out.writeString(value);
    out.writeFieldEnd();
  }

  /** Announces a list of events of this size and has none of them. */
  static byte[] announcedEvents(Wire wire, int size) throws TException {
    return write(wire, 1, out -> list(out, 4, TType.STRUCT, size));
  }

  /** A list of events without any field: two bytes and less each, but an object each. */
  static byte[] emptyStructs(Wire wire, int count) throws TException {
    return write(wire, 1, out -> structs(out, 4, count));
  }

  /** As {@link #emptyStructs}, but in a field that the server does not know and only skips. */
  static byte[] emptyStructsInAnUnknownField(Wire wire, int count) throws TException {
    return write(wire, 1, out -> structs(out, UNKNOWN_FIELD, count));
  }

  private static void structs(TProtocol out, int field, int count) throws TException {
    out.writeFieldBegin(new TField("structs", TType.LIST, (short) field));
    out.writeListBegin(new TList(TType.STRUCT, count));
    for (int i = 0; i < count; i++) {
      out.writeStructBegin(new TStruct("Event"));
      out.writeFieldStop();
      out.writeStructEnd();
    }
    out.writeListEnd();
    out.writeFieldEnd();
  }

  /** Structs inside structs, in an unknown field. */
  static byte[] nestedStructs(Wire wire, int depth) throws TException {
    return write(
        wire,
        1,
        out -> {
          for (int i = 0; i < depth; i++) {
            out.writeFieldBegin(new TField("deeper", TType.STRUCT, UNKNOWN_FIELD));
            out.writeStructBegin(new TStruct("Deeper"));
          }
          for (int i = 0; i < depth; i++) {
            out.writeFieldStop();
            out.writeStructEnd();
            out.writeFieldEnd();
          }
        });
  }

  /** Lists inside lists, in an unknown field. */
  static byte[] nestedLists(Wire wire, int depth) throws TException {
    return write(
        wire,
        1,
        out -> {
          out.writeFieldBegin(new TField("deeper", TType.LIST, UNKNOWN_FIELD));
          for (int i = 0; i < depth; i++) {
            out.writeListBegin(new TList(TType.LIST, i == depth - 1 ? 0 : 1));
          }
          for (int i = 0; i < depth; i++) {
            out.writeListEnd();
          }
          out.writeFieldEnd();
        });
  }

  /** Nothing but tiny unknown fields. */
  static byte[] unknownFields(Wire wire, int count) throws TException {
    return write(
        wire,
        1,
        out -> {
          for (int i = 0; i < count; i++) {
            out.writeFieldBegin(new TField("bit", TType.BOOL, (short) (100 + i % 10)));
            out.writeBool(true);
            out.writeFieldEnd();
          }
          list(out, 4, TType.STRUCT, 0);
        });
  }

  static void list(TProtocol out, int field, byte type, int size) throws TException {
    out.writeFieldBegin(new TField("list", TType.LIST, (short) field));
    out.writeListBegin(new TList(type, size));
    out.writeListEnd();
    out.writeFieldEnd();
  }
}
