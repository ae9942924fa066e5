package io.switchboard.node;

import io.switchboard.core.port.PayloadCipher.KeyMissingException;
import io.switchboard.crypto.KeyUnavailableException;
import io.switchboard.crypto.OpenResult;
import io.switchboard.crypto.SpillSealer;
import io.switchboard.persistence.spill.SpillCipher;
import io.switchboard.persistence.spill.SpillUnreadableException;

/** Joins the crypto module's seal of left batches to what spill store and folder ask for. */
final class SealedSpill implements SpillCipher {
  private final SpillSealer sealer;

  SealedSpill(SpillSealer sealer) {
    this.sealer = sealer;
  }

  @Override
  public byte[] seal(byte[] context, byte[] clear) {
    try {
      return sealer.seal(context, clear);
    } catch (KeyUnavailableException e) {
      throw new KeyMissingException(e.getMessage());
    }
  }

  @Override
  public byte[] open(byte[] context, byte[] sealed) {
    OpenResult result = sealer.open(context, sealed);
    if (result instanceof OpenResult.Opened opened) {
      return opened.plaintext();
    }
    throw new SpillUnreadableException(reason(result));
  }

  private static String reason(OpenResult result) {
    if (result instanceof OpenResult.UnknownKey unknown) {
      return "the key ring has no key " + unknown.keyId() + "/" + unknown.version();
    }
    return result instanceof OpenResult.Corrupt corrupt ? corrupt.reason() : "not sealed";
  }
}
