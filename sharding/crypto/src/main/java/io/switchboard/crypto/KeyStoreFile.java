package io.switchboard.crypto;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.UnrecoverableKeyException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/**
 * The key ring as a BCFKS key store: entries are AES secret keys, the alias is {@code
 * key-id/version}, store and keys have the same password. BCFKS and not PKCS#12, because it
 * encrypts and authenticates the whole store (ids too), derives keys from the password with PBKDF2
 * and SHA-512, and keeps aliases and creation dates as they were. Not thread-safe.
 */
final class KeyStoreFile {
  /** Largest file that is read: far above a full ring. */
  static final int MAX_BYTES = 1 << 20;

  private static final String TYPE = "BCFKS";

  private final KeyStore store;
  private final List<MasterKey> keys;

  private KeyStoreFile(KeyStore store, List<MasterKey> keys) {
    this.store = store;
    this.keys = keys;
  }

  static KeyStoreFile empty() {
    try {
      return new KeyStoreFile(newStore(), new ArrayList<>());
    } catch (GeneralSecurityException | IOException e) {
      throw new KeyRingException("Bouncy Castle cannot make an empty key store: " + e, e);
    }
  }

  static KeyStoreFile open(InputStream in, char[] password, String name) {
    try {
      KeyStore store = decode(in, password);
      List<String> aliases = Collections.list(store.aliases());
      if (aliases.size() > KeyRing.MAX_KEYS) {
        throw new KeyRingException(
            "A key ring holds at most "
                + KeyRing.MAX_KEYS
                + " keys, "
                + name
                + " has "
                + aliases.size());
      }
      List<MasterKey> keys = new ArrayList<>();
      for (String alias : aliases) {
        keys.add(key(store, alias, password, name));
      }
      return new KeyStoreFile(store, keys);
    } catch (IOException | UnrecoverableKeyException e) {
      throw new KeyRingException(
          "Cannot open the key ring "
              + name
              + " as a BCFKS key store: the password does not fit, or the file is damaged or not a"
              + " key ring ("
              + e.getMessage()
              + ")",
          e);
    } catch (GeneralSecurityException e) {
      throw new KeyRingException("Cannot open the key ring " + name + ": " + e, e);
    }
  }

  void add(MasterKey key, char[] password) {
    try {
      store.setKeyEntry(key.name(), new SecretKeySpec(key.material(), "AES"), password, null);
      keys.add(key);
    } catch (GeneralSecurityException e) {
      throw new KeyRingException("Cannot put the key " + key.name() + " into a key store: " + e, e);
    }
  }

  void store(OutputStream out, char[] password) throws IOException, GeneralSecurityException {
    store.store(out, password);
  }

  KeyRing toKeyRing() {
    return KeyRing.of(keys);
  }

  private static MasterKey key(KeyStore store, String alias, char[] password, String name)
      throws GeneralSecurityException {
    int slash = alias.indexOf('/');
    String keyId = slash < 0 ? "" : alias.substring(0, slash);
    int version = slash < 0 ? 0 : version(alias.substring(slash + 1));
    Key key = store.getKey(alias, password);
    if (!KeyIds.isValid(keyId) || version == 0 || !(key instanceof SecretKeySpec)) {
      throw new KeyRingException(
          "Expected only AES keys named key-id/version in the key ring "
              + name
              + "; \""
              + alias
              + "\" is not one, remove it with keytool -delete");
    }
    byte[] material = key.getEncoded();
    try {
      if (material.length != MasterKey.BYTES) {
        throw new KeyRingException(
            "Expected keys of 256 bits in the key ring "
                + name
                + "; "
                + alias
                + " has "
                + material.length * 8);
      }
      Instant created = store.getCreationDate(alias).toInstant();
      return new MasterKey(keyId, version, created, material);
    } finally {
      Arrays.fill(material, (byte) 0);
    }
  }

  /**
   * 1 to 65535, or 0 if the text is no version; without leading zeros, so that names are unique.
   */
  private static int version(String text) {
    if (!text.matches("[1-9][0-9]{0,4}")) {
      return 0;
    }
    int version = Integer.parseInt(text);
    return version <= KeyIds.MAX_VERSION ? version : 0;
  }

  private static KeyStore decode(InputStream in, char[] password)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance(TYPE, Provider.BOUNCY_CASTLE);
    try {
      store.load(in, password);
      return store;
    } catch (RuntimeException e) {
      // What Bouncy Castle's ASN.1 classes throw for some damaged files.
      throw new IOException("not a BCFKS key store: " + e, e);
    }
  }

  private static KeyStore newStore() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance(TYPE, Provider.BOUNCY_CASTLE);
    store.load(null, null);
    return store;
  }

  /** Loaded at the first use, and never registered with the platform: ciphers stay the JDK's. */
  private static final class Provider {
    static final BouncyCastleProvider BOUNCY_CASTLE = new BouncyCastleProvider();
  }
}
