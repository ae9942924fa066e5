package io.switchboard.entity.wire;

import akka.actor.ExtendedActorSystem;
import akka.serialization.BaseSerializer$;
import akka.serialization.ByteBufferSerializer;
import akka.serialization.SerializerWithStringManifest;
import io.switchboard.core.session.Reply;
import io.switchboard.entity.SessionMessage;
import java.io.ByteArrayOutputStream;
import java.io.NotSerializableException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The serializer of a version to come: calls and replies have one more optional field, and there is
 * one more message. Written as the format's description says, not with the codec of today.
 */
public final class NextVersionSerializer extends SerializerWithStringManifest
    implements ByteBufferSerializer {
  static final String NOVELTY = "MN1";

  /** The number of the new field, of calls and of replies. */
  private static final int NEW_FIELD = 1;

  /** What came in the new field, of calls and replies that had it. */
  static final Queue<String> SEEN = new ConcurrentLinkedQueue<>();

  /** A message that only the next version knows. */
  record Novelty() {}

  private final WireSerializer today;
  private final int identifier;

  public NextVersionSerializer(ExtendedActorSystem system) {
    today = new WireSerializer(system);
    identifier = BaseSerializer$.MODULE$.identifierFromConfig(NextVersionSerializer.class, system);
  }

  @Override
  public int identifier() {
    return identifier;
  }

  @Override
  public String manifest(Object message) {
    return message instanceof Novelty ? NOVELTY : today.manifest(message);
  }

  @Override
  public byte[] toBinary(Object message) {
    if (message instanceof Novelty) {
      return new byte[] {0};
    }
    byte[] bytes = today.toBinary(message);
    return message instanceof SessionMessage.Call || message instanceof Reply
        ? withField(bytes, "of " + manifest(message))
        : bytes;
  }

  @Override
  public void toBinary(Object message, ByteBuffer to) {
    to.put(toBinary(message));
  }

  @Override
  public Object fromBinary(byte[] bytes, String manifest) throws NotSerializableException {
    if (manifest.equals(NOVELTY)) {
      return new Novelty();
    }
    if ((bytes[0] & 1) == 0) {
      return today.fromBinary(bytes, manifest);
    }
    int block = bytes[1];
    if (bytes[2] != NEW_FIELD) {
      throw new NotSerializableException("not the new field");
    }
    SEEN.add(new String(bytes, 4, bytes[3], StandardCharsets.US_ASCII));
    byte[] rest = new byte[bytes.length - 1 - block];
    rest[0] = (byte) (bytes[0] & ~1);
    System.arraycopy(bytes, 2 + block, rest, 1, rest.length - 1);
    return today.fromBinary(rest, manifest);
  }

  @Override
  public Object fromBinary(ByteBuffer from, String manifest) throws NotSerializableException {
    byte[] bytes = new byte[from.remaining()];
    from.get(bytes);
    return fromBinary(bytes, manifest);
  }

  /** Flags with the lowest bit, length of the new fields, number and length of the one, and it. */
  private static byte[] withField(byte[] bytes, String value) {
    ByteArrayOutputStream with = new ByteArrayOutputStream();
    with.write(bytes[0] | 1);
    with.write(2 + value.length());
    with.write(NEW_FIELD);
    with.write(value.length());
    with.writeBytes(value.getBytes(StandardCharsets.US_ASCII));
    with.write(bytes, 1, bytes.length - 1);
    return with.toByteArray();
  }
}
