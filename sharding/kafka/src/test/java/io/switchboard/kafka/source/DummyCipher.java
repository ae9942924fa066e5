package io.switchboard.kafka.source;

import io.switchboard.core.model.ReceivedEvent;
import io.switchboard.core.port.PayloadCipher;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.concurrent.atomic.AtomicLong;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** AES-256-GCM with a key that everybody knows: costs what the real one costs. */
final class DummyCipher implements PayloadCipher {
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BYTES = 16;
  private static final SecretKeySpec KEY = new SecretKeySpec(new byte[32], "AES");

  private final AtomicLong nonces = new AtomicLong();
  private final ThreadLocal<Cipher> ciphers =
      ThreadLocal.withInitial(
          () -> {
            try {
              return Cipher.getInstance("AES/GCM/NoPadding");
            } catch (GeneralSecurityException missing) {
              throw new IllegalStateException(missing);
            }
          });

  @Override
  public byte[] seal(String topic, byte[] clear) {
    byte[] sealed = new byte[sealedBytes(clear.length)];
    ByteBuffer.wrap(sealed).putLong(nonces.incrementAndGet());
    try {
      Cipher cipher = ciphers.get();
      cipher.init(
          Cipher.ENCRYPT_MODE, KEY, new GCMParameterSpec(8 * TAG_BYTES, sealed, 0, NONCE_BYTES));
      cipher.doFinal(clear, 0, clear.length, sealed, NONCE_BYTES);
      return sealed;
    } catch (GeneralSecurityException unexpected) {
      throw new IllegalStateException(unexpected);
    }
  }

  @Override
  public int sealedBytes(int clearBytes) {
    return NONCE_BYTES + clearBytes + TAG_BYTES;
  }

  @Override
  public Opened open(String topic, byte[] stored) {
    if (stored.length < NONCE_BYTES + TAG_BYTES) {
      return new Opened.Failed(ReceivedEvent.Problem.UNDECRYPTABLE);
    }
    try {
      Cipher cipher = ciphers.get();
      cipher.init(
          Cipher.DECRYPT_MODE, KEY, new GCMParameterSpec(8 * TAG_BYTES, stored, 0, NONCE_BYTES));
      return new Opened.Clear(cipher.doFinal(stored, NONCE_BYTES, stored.length - NONCE_BYTES));
    } catch (GeneralSecurityException forged) {
      return new Opened.Failed(ReceivedEvent.Problem.UNDECRYPTABLE);
    }
  }
}
