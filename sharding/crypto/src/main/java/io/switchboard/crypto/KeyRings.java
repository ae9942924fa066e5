package io.switchboard.crypto;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Makes, loads and extends key ring files: the only place where master keys come from or go to
 * disk. A file is a BCFKS key store, readable by its owner only. Loading takes about 60 ms a key,
 * on purpose (the password's derivation), so keep it off threads that must not wait.
 */
public final class KeyRings {
  private static final String WHAT = "the key ring";
  private static final SecureRandom RANDOM = new SecureRandom();

  private KeyRings() {}

  /**
   * Makes a key ring file with version 1 of every key that Switchboard needs ({@link KeyIds}) and
   * of the key ids given. Appears whole or not at all; never overwrites.
   *
   * @throws KeyRingException if the file exists already, or cannot be written, or the password is
   *     not to be had
   */
  public static KeyRing generate(Path file, PasswordSource password, String... moreKeyIds) {
    try {
      Path absolute = file.toAbsolutePath();
      KeyFiles.createOwnerDirectory(absolute.getParent());
      KeyFiles.whileLocked(absolute, () -> writeNew(absolute, password, ephemeral(moreKeyIds)));
    } catch (FileAlreadyExistsException e) {
      throw new KeyRingException(
          "There is a key ring at " + file + " already, and it is never overwritten", e);
    } catch (IOException e) {
      throw new KeyRingException("Cannot write " + WHAT + " " + file + ": " + e, e);
    }
    return load(file, password);
  }

  /**
   * Loads a key ring file.
   *
   * @throws KeyRingException with what to do about it, if the file is missing, open to others than
   *     its owner, or not a key ring, or the password does not fit
   */
  public static KeyRing load(Path file, PasswordSource password) {
    KeyFiles.requireOwnerOnly(file, WHAT);
    byte[] bytes = KeyFiles.readAtMost(file, KeyStoreFile.MAX_BYTES, WHAT);
    char[] secret = password.read();
    try {
      return KeyStoreFile.open(new ByteArrayInputStream(bytes), secret, file.toString())
          .toKeyRing();
    } finally {
      Arrays.fill(secret, '\0');
    }
  }

  /**
   * For a first start: makes the file with version 1 of every key that Switchboard needs, unless
   * there is one. Several processes may do so at once; all find the same keys in it. Loads nothing,
   * since each derivation from the password costs.
   *
   * @throws KeyRingException if it cannot be written, or the password is not to be had
   */
  public static void generateIfMissing(Path file, PasswordSource password) {
    Path absolute = file.toAbsolutePath();
    if (Files.exists(absolute)) {
      return;
    }
    try {
      KeyFiles.createOwnerDirectory(absolute.getParent());
      KeyFiles.whileLocked(
          absolute,
          () -> Files.exists(absolute) ? absolute : writeNew(absolute, password, ephemeral()));
    } catch (FileAlreadyExistsException e) {
      // Somebody put it there just now: its keys are the keys.
    } catch (IOException e) {
      throw new KeyRingException("Cannot write " + WHAT + " " + file + ": " + e, e);
    }
  }

  /**
   * For a local stack: a password file with a random password, made (owner-only) if it is missing.
   */
  public static PasswordSource passwordFileOrGenerate(Path file) {
    Path absolute = file.toAbsolutePath();
    try {
      KeyFiles.createOwnerDirectory(absolute.getParent());
      return KeyFiles.whileLocked(
          absolute,
          () -> {
            if (!Files.exists(absolute)) {
              KeyFiles.writeNew(absolute, Passwords.newPasswordLine(RANDOM));
            }
            return PasswordSource.file(file);
          });
    } catch (IOException e) {
      throw new KeyRingException("Cannot write the password file " + file + ": " + e, e);
    }
  }

  /**
   * Adds a random key to the file: the next version of {@code keyId}, or version 1 of a new id.
   * Nodes that read the file see it when they next look.
   *
   * @return the new key's row
   * @throws IllegalArgumentException for a bad id, and for {@link KeyIds#DIGEST}, which has one
   *     version for ever
   * @throws KeyRingException if the file cannot be read or replaced, or the ring is full
   */
  public static KeySummary addVersion(Path file, PasswordSource password, String keyId) {
    KeyIds.requireValid(keyId);
    if (keyId.equals(KeyIds.DIGEST)) {
      throw new IllegalArgumentException(
          "The key \""
              + KeyIds.DIGEST
              + "\" does not rotate: digests in the ledger must stay comparable with new ones");
    }
    KeyFiles.requireOwnerOnly(file, WHAT);
    try {
      return KeyFiles.whileLocked(file, () -> addVersionLocked(file, password, keyId));
    } catch (IOException e) {
      throw new KeyRingException("Cannot replace " + WHAT + " " + file + ": " + e, e);
    }
  }

  /**
   * A ring of random keys that is stored nowhere: for tests and trials. Holds version 1 of every
   * key that Switchboard needs and of the key ids given.
   */
  public static KeyRing ephemeral(String... moreKeyIds) {
    Set<String> keyIds =
        new LinkedHashSet<>(List.of(KeyIds.RECORD_DEFAULT, KeyIds.TOKEN, KeyIds.DIGEST));
    keyIds.addAll(Arrays.asList(moreKeyIds));
    return KeyRing.of(keyIds.stream().map(id -> newKey(id, 1)).toList());
  }

  private static Path writeNew(Path file, PasswordSource password, KeyRing ring)
      throws IOException {
    char[] secret = password.read();
    try {
      KeyStoreFile store = KeyStoreFile.empty();
      for (MasterKey key : ring.all()) {
        store.add(key, secret);
      }
      KeyFiles.writeNew(file, bytesOf(store, secret));
      return file;
    } finally {
      Arrays.fill(secret, '\0');
    }
  }

  private static KeySummary addVersionLocked(Path file, PasswordSource password, String keyId)
      throws IOException {
    byte[] bytes = KeyFiles.readAtMost(file, KeyStoreFile.MAX_BYTES, WHAT);
    char[] secret = password.read();
    try {
      KeyStoreFile store =
          KeyStoreFile.open(new ByteArrayInputStream(bytes), secret, file.toString());
      KeyRing before = store.toKeyRing();
      MasterKey added = newKey(keyId, before.current(keyId).map(MasterKey::version).orElse(0) + 1);
      List<MasterKey> keys = new ArrayList<>(before.all());
      keys.add(added);
      KeyRing after = KeyRing.of(keys);
      store.add(added, secret);
      KeyFiles.replace(file, bytesOf(store, secret));
      return after.summaries().stream()
          .filter(row -> row.keyId().equals(keyId) && row.current())
          .findFirst()
          .orElseThrow();
    } finally {
      Arrays.fill(secret, '\0');
    }
  }

  private static byte[] bytesOf(KeyStoreFile store, char[] password) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      store.store(out, password);
    } catch (GeneralSecurityException e) {
      throw new KeyRingException("Cannot encode " + WHAT + ": " + e, e);
    }
    return out.toByteArray();
  }

  private static MasterKey newKey(String keyId, int version) {
    byte[] material = new byte[MasterKey.BYTES];
    RANDOM.nextBytes(material);
    try {
      return new MasterKey(keyId, version, Instant.now().truncatedTo(ChronoUnit.SECONDS), material);
    } finally {
      Arrays.fill(material, (byte) 0);
    }
  }
}
