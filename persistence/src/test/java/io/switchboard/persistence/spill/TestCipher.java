package io.switchboard.persistence.spill;

import io.switchboard.core.port.PayloadCipher.KeyMissingException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** A real seal with a key of its own, which can be taken away. */
final class TestCipher implements SpillCipher {
  private static final int NONCE_BYTES = 12;

  private final SecretKeySpec key = new SecretKeySpec(new byte[32], "AES");
  private final SecureRandom random = new SecureRandom();
  volatile boolean keyMissing;

  @Override
  public byte[] seal(byte[] context, byte[] clear) {
    if (keyMissing) {
      throw new KeyMissingException("no key");
    }
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    try {
      byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce, context).doFinal(clear);
      return ByteBuffer.allocate(NONCE_BYTES + sealed.length).put(nonce).put(sealed).array();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public byte[] open(byte[] context, byte[] sealed) {
    if (keyMissing) {
      throw new SpillUnreadableException("no key");
    }
    if (sealed.length < NONCE_BYTES) {
      throw new SpillUnreadableException("cut off");
    }
    byte[] nonce = java.util.Arrays.copyOf(sealed, NONCE_BYTES);
    try {
      return cipher(Cipher.DECRYPT_MODE, nonce, context)
          .doFinal(sealed, NONCE_BYTES, sealed.length - NONCE_BYTES);
    } catch (AEADBadTagException e) {
      throw new SpillUnreadableException("altered");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private Cipher cipher(int mode, byte[] nonce, byte[] context) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(128, nonce));
    cipher.updateAAD(context);
    return cipher;
  }
}
