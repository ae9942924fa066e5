package io.switchboard.entity.wire;

import io.switchboard.core.session.Reply;
import io.switchboard.core.session.SessionCommand;
import io.switchboard.core.session.SessionCommand.ClientCall;
import io.switchboard.entity.SessionMessage;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A kind of message and how it is written: the list of all that travels. A manifest is frozen: a
 * format that older nodes could not read gets a new one, with the next number.
 *
 * @param manifest C… calls, M… messages without an answer, R… replies; then the format's number
 * @param type its class; of calls, what is inside {@link SessionMessage.Call}
 */
record MessageKind<T>(
    String manifest, Class<T> type, BiConsumer<WireOut, T> writer, Function<WireIn, T> reader) {

  static final List<MessageKind<?>> ALL =
      List.of(
          of("CA1", SessionCommand.Allocate.class, Calls::write, Calls::allocate),
          of("CR1", SessionCommand.Read.class, Calls::write, Calls::read),
          of("CK1", SessionCommand.AckRead.class, Calls::write, Calls::ackRead),
          of("CW1", SessionCommand.Write.class, Calls::write, Calls::writeCall),
          of("CP1", SessionCommand.AckWrite.class, Calls::write, Calls::ackWrite),
          of("CD1", SessionCommand.Describe.class, Calls::write, Calls::describe),
          of("CX1", SessionCommand.Dispose.class, Calls::write, Calls::dispose),
          signal("MD1", SessionMessage.Due.class, SessionMessage.Due.DUE),
          signal("MW1", SessionMessage.Wake.class, SessionMessage.Wake.WAKE),
          of("RV1", Reply.View.class, Replies::write, Replies::view),
          of("RB1", Reply.Batch.class, Replies::write, Replies::batch),
          of("RN1", Reply.Nothing.class, Replies::write, Replies::nothing),
          of("RS1", Reply.Staged.class, Replies::write, Replies::staged),
          of("RA1", Reply.Acked.class, Replies::write, Replies::acked),
          of("RX1", Reply.DisposeDone.class, Replies::write, Replies::disposeDone),
          of("RR1", Reply.Rejected.class, Replies::write, Replies::rejected));

  private static final Map<Class<?>, MessageKind<?>> BY_TYPE =
      ALL.stream().collect(Collectors.toUnmodifiableMap(MessageKind::type, kind -> kind));
  private static final Map<String, MessageKind<?>> BY_MANIFEST =
      ALL.stream().collect(Collectors.toUnmodifiableMap(MessageKind::manifest, kind -> kind));

  private static <T> MessageKind<T> of(
      String manifest, Class<T> type, BiConsumer<WireOut, T> writer, Function<WireIn, T> reader) {
    return new MessageKind<>(manifest, type, writer, reader);
  }

  /** A message that says nothing but its name, as yet. */
  private static <T> MessageKind<T> signal(String manifest, Class<T> type, T signal) {
    return of(
        manifest,
        type,
        (out, same) -> out.number(0),
        in -> {
          in.flags(0);
          return signal;
        });
  }

  /**
   * The kind of a call, a message without answer or a reply.
   *
   * @throws IllegalArgumentException if it is none that travels
   */
  static MessageKind<?> ofContent(Object content) {
    MessageKind<?> kind = BY_TYPE.get(content.getClass());
    if (kind == null) {
      throw new IllegalArgumentException(
          content.getClass().getName() + " does not travel between nodes");
    }
    return kind;
  }

  static Optional<MessageKind<?>> ofManifest(String manifest) {
    return Optional.ofNullable(BY_MANIFEST.get(manifest));
  }

  boolean isCall() {
    return ClientCall.class.isAssignableFrom(type);
  }

  void write(WireOut out, Object content) {
    writer.accept(out, type.cast(content));
  }

  T read(WireIn in) {
    return reader.apply(in);
  }
}
