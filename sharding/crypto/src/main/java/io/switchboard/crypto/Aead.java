package io.switchboard.crypto;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;

/**
 * AES-256-GCM with a 16-byte tag by the JDK's own provider, which is some 20 times as fast as
 * Bouncy Castle's; asked for by name, so that a provider registered before it does not take over.
 * Each user of a key has an instance, which reuses one cipher per thread: a cipher that takes turns
 * between keys computes its key's schedule anew for every message. Thread-safe.
 */
final class Aead {
  static final int TAG_BYTES = 16;

  private static final String PROVIDER = "SunJCE";
  private static final int NONCE_BYTES = 12;
  private static final int COUNTER_OFFSET = 4;

  private final ThreadLocal<Cipher> ciphers = ThreadLocal.withInitial(Aead::newCipher);

  /**
   * Seals {@code plain} into {@code out} from {@code offset} on; the associated data are the bytes
   * of {@code out} before it, and then {@code context}.
   */
  void seal(DataKey key, long counter, byte[] plain, byte[] context, byte[] out, int offset) {
    if (counter < 0 || counter >= NonceSequence.MAX_MESSAGES) {
      throw new IllegalStateException("Refused a nonce beyond the data key's limit: " + counter);
    }
    Cipher cipher = ciphers.get();
    try {
      cipher.init(Cipher.ENCRYPT_MODE, key.aesKey(), nonce(counter));
      cipher.updateAAD(out, 0, offset);
      cipher.updateAAD(context);
      cipher.doFinal(plain, 0, plain.length, out, offset);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-256-GCM failed to seal: " + e, e);
    }
  }

  /**
   * Opens what {@link #seal} made: everything of {@code sealed} from {@code offset} on.
   *
   * @return the plain bytes, or empty if the tag does not fit
   */
  Optional<byte[]> open(DataKey key, long counter, byte[] sealed, int offset, byte[] context) {
    Cipher cipher = ciphers.get();
    try {
      cipher.init(Cipher.DECRYPT_MODE, key.aesKey(), nonce(counter));
      cipher.updateAAD(sealed, 0, offset);
      cipher.updateAAD(context);
      return Optional.of(cipher.doFinal(sealed, offset, sealed.length - offset));
    } catch (AEADBadTagException e) {
      return Optional.empty();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-256-GCM failed to open: " + e, e);
    }
  }

  /** Four zero bytes, then the counter. */
  private static GCMParameterSpec nonce(long counter) {
    byte[] nonce = ByteBuffer.allocate(NONCE_BYTES).putLong(COUNTER_OFFSET, counter).array();
    return new GCMParameterSpec(TAG_BYTES * Byte.SIZE, nonce);
  }

  private static Cipher newCipher() {
    try {
      return Cipher.getInstance("AES/GCM/NoPadding", PROVIDER);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(
          "Expected AES/GCM/NoPadding from the JDK's provider " + PROVIDER + ": " + e, e);
    }
  }
}
