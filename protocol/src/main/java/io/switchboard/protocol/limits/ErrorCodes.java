package io.switchboard.protocol.limits;

import io.switchboard.protocol.ErrorCategory;
import io.switchboard.protocol.ErrorCode;
import io.switchboard.protocol.SwitchboardError;
import java.util.Optional;

/** The one rule that ties an error code to its category: the code's hundreds. */
public final class ErrorCodes {
  private ErrorCodes() {}

  /** The category that every error with this code carries. */
  public static ErrorCategory categoryOf(ErrorCode code) {
    return ErrorCategory.findByValue(code.getValue() / 100);
  }

  /** The code of an error, if this version of the protocol knows it. */
  public static Optional<ErrorCode> codeOf(SwitchboardError error) {
    return Optional.ofNullable(ErrorCode.findByValue(error.getCode()));
  }

  /** The code's name, or its number if this version of the protocol does not know it. */
  public static String nameOf(SwitchboardError error) {
    return codeOf(error).map(ErrorCode::name).orElseGet(() -> Integer.toString(error.getCode()));
  }
}
