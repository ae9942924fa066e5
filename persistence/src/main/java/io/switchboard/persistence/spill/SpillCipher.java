package io.switchboard.persistence.spill;

/** Seals what is stored of accepted batches, and opens it. Thread-safe; never blocks. */
public interface SpillCipher {

  /**
   * The sealed form of a value.
   *
   * @param context what it is bound to; not contained in the result, but needed again to open it
   * @throws io.switchboard.core.port.PayloadCipher.KeyMissingException if there is no key: then
   *     nothing may be stored
   */
  byte[] seal(byte[] context, byte[] clear);

  /**
   * The value in clear.
   *
   * @throws SpillUnreadableException if the key is missing, or if the bytes were altered or sealed
   *     in another context
   */
  byte[] open(byte[] context, byte[] sealed);
}
