package io.switchboard.crypto;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The header of an encrypted record, byte by byte as in {@code docs/encryption.md}: magic, format
 * version, key id, key version, salt, counter, compression; cipher text and tag follow.
 */
final class Envelope {
  /** No text, JSON, Protobuf, CBOR or schema-registry framing starts with these two bytes. */
  static final byte MAGIC_0 = (byte) 0x9E;

  static final byte MAGIC_1 = 0x53;
  static final byte FORMAT_VERSION = 1;
  static final byte NO_COMPRESSION = 0;

  private static final int KEY_ID_OFFSET = 4;
  private static final int AFTER_KEY_ID_BYTES = 2 + DataKey.SALT_BYTES + 8 + 1;

  /** The key part of a header, up to the salt, tells the data key; counter, compression follow. */
  static final int AFTER_KEY_PART_BYTES = 8 + 1;

  private Envelope() {}

  static int headerBytes(String keyId) {
    return KEY_ID_OFFSET + keyId.length() + AFTER_KEY_ID_BYTES;
  }

  /** An envelope with its header written, and room for the cipher text and the tag. */
  static byte[] withHeader(DataKey key, long counter, int plainBytes) {
    String keyId = key.master().keyId();
    byte[] envelope = new byte[headerBytes(keyId) + plainBytes + Aead.TAG_BYTES];
    ByteBuffer.wrap(envelope)
        .put(MAGIC_0)
        .put(MAGIC_1)
        .put(FORMAT_VERSION)
        .put((byte) keyId.length())
        .put(keyId.getBytes(StandardCharsets.US_ASCII))
        .putShort((short) key.master().version())
        .put(key.salt())
        .putLong(counter)
        .put(NO_COMPRESSION);
    return envelope;
  }

  /** What a header says. */
  sealed interface Parsed {}

  /** A sound header. */
  @SuppressWarnings("ArrayRecordComponent") // Lives for one call and is never compared.
  record Header(String keyId, int keyVersion, byte[] salt, int keyPartBytes) implements Parsed {}

  /** No header that this release could open, and why. */
  record Unusable(OpenResult result) implements Parsed {}

  static Parsed parse(byte[] envelope) {
    if (envelope.length < 2 || envelope[0] != MAGIC_0 || envelope[1] != MAGIC_1) {
      return new Unusable(new OpenResult.NotAnEnvelope());
    }
    if (envelope.length <= KEY_ID_OFFSET) {
      return corrupt("cut off within the header");
    }
    if (envelope[2] != FORMAT_VERSION) {
      return corrupt("format version " + (envelope[2] & 0xFF) + ", this release opens 1");
    }
    int keyIdBytes = envelope[3] & 0xFF;
    int headerBytes = KEY_ID_OFFSET + keyIdBytes + AFTER_KEY_ID_BYTES;
    if (envelope.length < headerBytes + Aead.TAG_BYTES) {
      return corrupt("cut off: " + envelope.length + " bytes cannot hold header and tag");
    }
    String keyId = new String(envelope, KEY_ID_OFFSET, keyIdBytes, StandardCharsets.ISO_8859_1);
    if (!KeyIds.isValid(keyId)) {
      return corrupt("no valid key id");
    }
    int position = KEY_ID_OFFSET + keyIdBytes;
    ByteBuffer numbers = ByteBuffer.wrap(envelope);
    int keyVersion = numbers.getShort(position) & 0xFFFF;
    byte[] salt = Arrays.copyOfRange(envelope, position + 2, position + 2 + DataKey.SALT_BYTES);
    byte compression = envelope[headerBytes - 1];
    if (keyVersion == 0) {
      return corrupt("key version 0");
    }
    if (compression != NO_COMPRESSION) {
      return corrupt("compression " + (compression & 0xFF) + ", this release knows 0 (none)");
    }
    return new Header(keyId, keyVersion, salt, headerBytes - AFTER_KEY_PART_BYTES);
  }

  /** True if it is whole as {@link #parse} wants it, and its key part is this one. */
  static boolean hasKeyPart(byte[] envelope, byte[] keyPart) {
    int length = keyPart.length;
    return envelope.length >= length + AFTER_KEY_PART_BYTES + Aead.TAG_BYTES
        && Arrays.equals(envelope, 0, length, keyPart, 0, length)
        && envelope[length + AFTER_KEY_PART_BYTES - 1] == NO_COMPRESSION;
  }

  static long counter(byte[] envelope, int keyPartBytes) {
    return ByteBuffer.wrap(envelope).getLong(keyPartBytes);
  }

  private static Unusable corrupt(String reason) {
    return new Unusable(new OpenResult.Corrupt(reason));
  }
}
