package io.switchboard.entity.wire;

import akka.actor.ExtendedActorSystem;
import akka.actor.typed.ActorRefResolver;
import akka.actor.typed.javadsl.Adapter;
import akka.serialization.BaseSerializer$;
import akka.serialization.ByteBufferSerializer;
import akka.serialization.SerializerWithStringManifest;
import io.switchboard.entity.SessionMessage;
import java.io.NotSerializableException;
import java.nio.ByteBuffer;
import java.time.Clock;

/**
 * The Akka serializer of everything that travels between nodes to and from sessions. Bound, with
 * its frozen identifier, in this module's {@code reference.conf}; the format is described in {@code
 * docs/node-to-node.md}. Used only where a message leaves its node. Thread-safe.
 *
 * <p>A message that cannot be read fails alone: Akka logs it and goes on with the next.
 */
public final class WireSerializer extends SerializerWithStringManifest
    implements ByteBufferSerializer {
  private final ExtendedActorSystem system;
  private final int identifier;
  private final Clock clock;
  private volatile CallHead head;

  /** As Akka makes it. */
  public WireSerializer(ExtendedActorSystem system) {
    this(system, Clock.systemUTC());
  }

  WireSerializer(ExtendedActorSystem system, Clock clock) {
    this.system = system;
    this.identifier = BaseSerializer$.MODULE$.identifierFromConfig(WireSerializer.class, system);
    this.clock = clock;
  }

  @Override
  public int identifier() {
    return identifier;
  }

  @Override
  public String manifest(Object message) {
    return MessageKind.ofContent(contentOf(message)).manifest();
  }

  @Override
  public byte[] toBinary(Object message) {
    WireSize size = new WireSize();
    write(size, message);
    byte[] bytes = new byte[Math.toIntExact(size.bytes())];
    write(new WireBytes(ByteBuffer.wrap(bytes)), message);
    return bytes;
  }

  @Override
  public void toBinary(Object message, ByteBuffer to) {
    write(new WireBytes(to), message);
  }

  private void write(WireOut out, Object message) {
    if (message instanceof SessionMessage.Call call) {
      head().write(out, call);
    }
    Object content = contentOf(message);
    MessageKind.ofContent(content).write(out, content);
  }

  private static Object contentOf(Object message) {
    return message instanceof SessionMessage.Call call ? call.call() : message;
  }

  /**
   * Reads a message.
   *
   * @throws NotSerializableException if the manifest is unknown, as that of a newer node may be, or
   *     the bytes are damaged
   */
  @Override
  public Object fromBinary(byte[] bytes, String manifest) throws NotSerializableException {
    return fromBinary(ByteBuffer.wrap(bytes), manifest);
  }

  @Override
  public Object fromBinary(ByteBuffer from, String manifest) throws NotSerializableException {
    MessageKind<?> kind =
        MessageKind.ofManifest(manifest)
            .orElseThrow(
                () ->
                    new NotSerializableException(
                        "'" + manifest + "' is none of the messages that this node knows"));
    try {
      WireIn in = new WireIn(from);
      Object message = kind.isCall() ? head().read(in, kind) : kind.read(in);
      in.end();
      return message;
    } catch (WireFormatException | IllegalArgumentException e) {
      // The core's own checks are the other one: bytes that parse, but say what cannot be.
      NotSerializableException damaged =
          new NotSerializableException(manifest + " cannot be read: " + e.getMessage());
      damaged.initCause(e);
      throw damaged;
    }
  }

  /** Not before the first call: a serializer is made while the actor system still starts. */
  private CallHead head() {
    CallHead made = head;
    if (made == null) {
      made = new CallHead(ActorRefResolver.get(Adapter.toTyped(system)), clock);
      head = made;
    }
    return made;
  }
}
