package io.switchboard.node;

import io.switchboard.core.model.ReceivedEvent.Problem;
import io.switchboard.core.port.PayloadCipher;
import io.switchboard.crypto.KeyIds;
import io.switchboard.crypto.KeyUnavailableException;
import io.switchboard.crypto.OpenResult;
import io.switchboard.crypto.RecordCipher;

/** Joins the record envelope of the crypto module to the port that lanes and sources use. */
final class RecordPayloadCipher implements PayloadCipher {
  private final RecordCipher cipher;

  RecordPayloadCipher(RecordCipher cipher) {
    this.cipher = cipher;
  }

  @Override
  public byte[] seal(String topic, byte[] clear) {
    try {
      return cipher.seal(topic, clear);
    } catch (KeyUnavailableException e) {
      throw new KeyMissingException(e.getMessage());
    }
  }

  @Override
  public int sealedBytes(int clearBytes) {
    return RecordCipher.sealedBytes(KeyIds.RECORD_DEFAULT, clearBytes);
  }

  @Override
  public Opened open(String topic, byte[] stored) {
    OpenResult result = cipher.open(topic, stored);
    if (result instanceof OpenResult.Opened opened) {
      return new Opened.Clear(opened.plaintext());
    }
    return new Opened.Failed(
        result instanceof OpenResult.UnknownKey ? Problem.KEY_UNAVAILABLE : Problem.UNDECRYPTABLE);
  }
}
