package io.switchboard.crypto;

/** What came of opening a record's value; a caller's {@code switch} covers every case. */
public sealed interface OpenResult {
  /**
   * It was encrypted for this topic by somebody with the key.
   *
   * @param plaintext the clear value, the caller's from now on; compared by identity
   */
  @SuppressWarnings(
      "ArrayRecordComponent") // Handed over, not shared; a copy would double the cost.
  record Opened(byte[] plaintext) implements OpenResult {
    @Override
    public String toString() {
      return "Opened[" + plaintext.length + " bytes]";
    }
  }

  /**
   * It does not start like an envelope: somebody published it in clear. Whether that is acceptable
   * is the topic's policy; on an encrypted topic it is not authenticated by anything.
   */
  record NotAnEnvelope() implements OpenResult {}

  /** It may be fine, but the key ring lacks the key; the same bytes may open after a reload. */
  record UnknownKey(String keyId, int version) implements OpenResult {}

  /**
   * It starts like an envelope, but is cut off, altered, of another topic, or of a format that this
   * release does not know.
   *
   * @param reason for logs and error markers; holds no data of the record
   */
  record Corrupt(String reason) implements OpenResult {}
}
