package io.switchboard.sdk.internal.wire;

import io.switchboard.protocol.ErrorCategory;
import io.switchboard.protocol.ErrorCode;
import io.switchboard.protocol.SwitchboardError;
import org.apache.thrift.TApplicationException;
import org.apache.thrift.TException;
import org.apache.thrift.protocol.TCompactProtocol;
import org.apache.thrift.protocol.TField;
import org.apache.thrift.protocol.TMessage;
import org.apache.thrift.protocol.TMessageType;
import org.apache.thrift.protocol.TProtocol;
import org.apache.thrift.protocol.TProtocolException;
import org.apache.thrift.protocol.TProtocolUtil;
import org.apache.thrift.protocol.TType;
import org.apache.thrift.transport.TMemoryInputTransport;

/** Opens reply messages: the value, or the error as a {@link RemoteError}. */
final class Replies {
  private static final int MAX_COLLECTION_BYTES = 64 << 20;

  private Replies() {}

  /** Reads the success value of a reply. */
  interface Decoder<R> {
    R decode(TProtocol in) throws TException;
  }

  /**
   * Opens a reply.
   *
   * @throws RemoteError if the back end answered an error
   * @throws TException if the bytes are not a reply to this method
   */
  static <R> R open(byte[] frame, String method, Decoder<R> decoder)
      throws RemoteError, TException {
    TProtocol in =
        new TCompactProtocol(
            new TMemoryInputTransport(frame), MAX_COLLECTION_BYTES, MAX_COLLECTION_BYTES);
    TMessage message = in.readMessageBegin();
    if (message.type == TMessageType.EXCEPTION) {
      throw applicationError(TApplicationException.readFrom(in));
    }
    if (message.type != TMessageType.REPLY || !message.name.equals(method)) {
      throw new TProtocolException(
          "Expected the reply to " + method + ", but a message " + message.name + " came.");
    }
    R success = null;
    in.readStructBegin();
    for (TField field = in.readFieldBegin();
        field.type != TType.STOP;
        field = in.readFieldBegin()) {
      if (field.id == 0 && field.type == TType.STRUCT) {
        success = decoder.decode(in);
      } else if (field.id == 1 && field.type == TType.STRUCT) {
        throw readError(in);
      } else {
        TProtocolUtil.skip(in, field.type);
      }
      in.readFieldEnd();
    }
    if (success == null) {
      throw new TProtocolException("The reply to " + method + " holds neither value nor error.");
    }
    return success;
  }

  private static RemoteError readError(TProtocol in) throws TException {
    SwitchboardError error = new SwitchboardError();
    error.read(in);
    return new RemoteError(
        error.getCode(),
        error.getCategory(),
        error.getReason(),
        error.isSetRetryAfterMs() ? error.getRetryAfterMs() : -1,
        error.isSetExpectedSeq() ? error.getExpectedSeq() : -1);
  }

  /** Errors of the Thrift layer itself; an internal one may pass, the others will not. */
  private static RemoteError applicationError(TApplicationException error) {
    String reason = "The back end's Thrift layer answered: " + error.getMessage();
    return switch (error.getType()) {
      case TApplicationException.INTERNAL_ERROR ->
          RemoteError.of(ErrorCode.INTERNAL, ErrorCategory.INTERNAL, reason);
      case TApplicationException.UNKNOWN_METHOD ->
          RemoteError.of(ErrorCode.UNKNOWN_METHOD, ErrorCategory.YOUR_MISTAKE, reason);
      default -> RemoteError.of(ErrorCode.MALFORMED, ErrorCategory.YOUR_MISTAKE, reason);
    };
  }
}
