package io.switchboard.node.door;

import org.apache.thrift.TException;
import org.apache.thrift.protocol.TField;
import org.apache.thrift.protocol.TList;
import org.apache.thrift.protocol.TMap;
import org.apache.thrift.protocol.TProtocol;
import org.apache.thrift.protocol.TProtocolDecorator;
import org.apache.thrift.protocol.TProtocolException;
import org.apache.thrift.protocol.TSet;
import org.apache.thrift.protocol.TStruct;

/**
 * Puts the {@link MessageLimits} around any of libthrift's protocols, for the message that one
 * instance reads.
 *
 * <p>Containers are charged against the message's element budget when they are announced, so before
 * the generated code makes a list of that size. Fields are counted too, because a message of
 * nothing but unknown fields costs time. The request struct itself is held against its {@link
 * RequestShape}.
 */
final class GuardedProtocol extends TProtocolDecorator {
  /** The request struct lies inside the arguments struct. */
  private static final int REQUEST_DEPTH = 2;

  /** More than any struct of the protocol has. */
  private static final int FIELDS_PER_ELEMENT = 8;

  private final FrameInput input;
  private final LengthPeek lengthPeek;
  private final MessageLimits limits;
  private int elementsLeft;
  private int depth;
  private int fieldsLeft;
  private RequestShape shape = RequestShape.NONE;
  private long requestFields;
  private int requestField;

  /**
   * Tells the length of the string that comes next, without reading it; below zero when unknown.
   */
  @FunctionalInterface
  interface LengthPeek {
    int next(FrameInput input);
  }

  GuardedProtocol(TProtocol inner, FrameInput input, LengthPeek lengthPeek, MessageLimits limits) {
    super(inner);
    this.input = input;
    this.lengthPeek = lengthPeek;
    this.limits = limits;
    this.elementsLeft = limits.maxElements();
    this.fieldsLeft = FIELDS_PER_ELEMENT * limits.maxElements();
  }

  /**
   * Sets what the arguments that follow must contain; called once the message's method is known.
   */
  void expect(RequestShape expected) {
    shape = expected;
  }

  int elements() {
    return limits.maxElements() - elementsLeft;
  }

  @Override
  public TStruct readStructBegin() throws TException {
    enter();
    return super.readStructBegin();
  }

  @Override
  public void readStructEnd() throws TException {
    if (depth-- == REQUEST_DEPTH) {
      shape.checkComplete(requestFields);
    }
    super.readStructEnd();
  }

  @Override
  public TField readFieldBegin() throws TException {
    TField field = super.readFieldBegin();
    if (--fieldsLeft < 0) {
      throw new LimitExceeded(
          "the message has more than " + FIELDS_PER_ELEMENT * limits.maxElements() + " fields");
    }
    if (depth == REQUEST_DEPTH) {
      requestField = field.id;
      requestFields |= RequestShape.bit(field.id);
    }
    return field;
  }

  @Override
  public int readI32() throws TException {
    int value = super.readI32();
    if (depth == REQUEST_DEPTH) {
      shape.checkInt(requestField, value);
    }
    return value;
  }

  @Override
  public TList readListBegin() throws TException {
    enter();
    TList list = super.readListBegin();
    charge(list.size, 1);
    return list;
  }

  @Override
  public void readListEnd() throws TException {
    depth--;
    super.readListEnd();
  }

  @Override
  public TSet readSetBegin() throws TException {
    enter();
    TSet set = super.readSetBegin();
    charge(set.size, 1);
    return set;
  }

  @Override
  public void readSetEnd() throws TException {
    depth--;
    super.readSetEnd();
  }

  @Override
  public TMap readMapBegin() throws TException {
    enter();
    TMap map = super.readMapBegin();
    charge(map.size, 2);
    return map;
  }

  @Override
  public void readMapEnd() throws TException {
    depth--;
    super.readMapEnd();
  }

  @Override
  public String readString() throws TException {
    checkString(lengthPeek.next(input));
    String string = super.readString();
    checkString(string.length());
    return string;
  }

  private void checkString(int length) throws LimitExceeded {
    if (length > limits.maxStringBytes()) {
      throw new LimitExceeded("a string is longer than " + limits.maxStringBytes() + " bytes");
    }
  }

  private void enter() throws LimitExceeded {
    if (++depth > limits.maxDepth()) {
      throw new LimitExceeded("structs and containers are nested deeper than " + limits.maxDepth());
    }
  }

  private void charge(int size, int perEntry) throws TException {
    if (size < 0) {
      throw new TProtocolException(
          TProtocolException.NEGATIVE_SIZE, "a container announces " + size + " elements");
    }
    long elements = (long) size * perEntry;
    if (elements > elementsLeft) {
      throw new LimitExceeded(
          "containers announce more than "
              + limits.maxElements()
              + " elements in one message; send smaller batches");
    }
    input.checkReadBytesAvailable(elements);
    elementsLeft -= (int) elements;
  }
}
