package io.switchboard.sdk.internal.wire;

import java.util.Arrays;

/** Opaque bytes of the back end (a token or a cursor), compared by content and never printed. */
public final class Token {
  private final byte[] bytes;

  private Token(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Takes the array over. */
  public static Token of(byte[] bytes) {
    return new Token(bytes);
  }

  /** A copy of the bytes. */
  public byte[] copy() {
    return bytes.clone();
  }

  byte[] bytes() {
    return bytes;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Token token && Arrays.equals(bytes, token.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return "opaque(" + bytes.length + " bytes)";
  }
}
