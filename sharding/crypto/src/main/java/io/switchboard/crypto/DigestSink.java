package io.switchboard.crypto;

import java.nio.ByteBuffer;

/**
 * Takes the fields of what is digested, one by one, in an order that the caller fixes. Every field
 * goes in with its type, and bytes with their length, so that different sequences of fields never
 * look alike. Valid during the call that handed it out, on its thread only.
 */
public interface DigestSink {
  /** A 64-bit number. */
  DigestSink putLong(long value);

  /** A 32-bit number; differs from the same value put as a long. */
  DigestSink putInt(int value);

  /** Bytes, possibly none: an empty field differs from an absent one. */
  DigestSink putBytes(byte[] value);

  /** The buffer's remaining bytes; its position stays. */
  DigestSink putBytes(ByteBuffer value);

  /** A field that is not there. */
  DigestSink putAbsent();
}
