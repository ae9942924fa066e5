package io.switchboard.crypto;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.function.Consumer;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Digests batches so that two can be told apart without being stored: HMAC-SHA256, cut to {@link
 * #DIGEST_BYTES}. Keyed, because a plain hash in the ledger would let a reader of it guess
 * contents. The key is version 1 of {@link KeyIds#DIGEST} for ever: a digest carries no key
 * version, and those in the ledger must stay comparable with new ones. Thread-safe.
 */
public final class BatchDigester {
  /** Size of a digest. */
  public static final int DIGEST_BYTES = 16;

  private static final int KEY_VERSION = 1;
  private static final String ALGORITHM = "HmacSHA256";

  private final ThreadLocal<Feed> feeds;

  /**
   * A digester.
   *
   * @throws KeyUnavailableException if the ring lacks {@code digest/1}
   */
  public BatchDigester(KeyRing ring) {
    MasterKey master =
        ring.find(KeyIds.DIGEST, KEY_VERSION)
            .orElseThrow(() -> new KeyUnavailableException(KeyIds.DIGEST));
    byte[] derived = KeyDerivation.derive(master, KeyDerivation.DIGEST, new byte[0]);
    SecretKeySpec key = new SecretKeySpec(derived, ALGORITHM);
    this.feeds = ThreadLocal.withInitial(() -> new Feed(newMac(key)));
  }

  /**
   * The digest of the fields that {@code fields} puts. Nothing is copied or concatenated.
   *
   * @param fields is called once, on this thread; must not digest anything itself
   * @return {@link #DIGEST_BYTES} bytes
   */
  public byte[] digest(Consumer<DigestSink> fields) {
    Feed feed = feeds.get();
    feed.begin();
    try {
      fields.accept(feed);
      return Arrays.copyOf(feed.mac.doFinal(), DIGEST_BYTES);
    } finally {
      feed.end();
    }
  }

  /** Whether two digests are equal, in a time that does not tell where they differ. */
  public static boolean matches(byte[] digest, byte[] other) {
    return MessageDigest.isEqual(digest, other);
  }

  private static Mac newMac(SecretKeySpec key) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM, "SunJCE");
      mac.init(key);
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Expected HmacSHA256 from the JDK's provider: " + e, e);
    }
  }

  /** One thread's MAC; fields are put as a type byte and a fixed-size or length-prefixed value. */
  private static final class Feed implements DigestSink {
    private static final byte LONG = 1;
    private static final byte INT = 2;
    private static final byte BYTES = 3;
    private static final byte ABSENT = 4;

    private final Mac mac;
    private final byte[] scratch = new byte[1 + Long.BYTES];
    private final ByteBuffer numbers = ByteBuffer.wrap(scratch);

    /** The thread within a digest call, or null. */
    private Thread user;

    Feed(Mac mac) {
      this.mac = mac;
    }

    void begin() {
      if (user != null) {
        throw new IllegalStateException("A digest was begun inside another on the same thread");
      }
      user = Thread.currentThread();
    }

    void end() {
      user = null;
      mac.reset();
    }

    @Override
    public DigestSink putLong(long value) {
      requireOpen();
      scratch[0] = LONG;
      numbers.putLong(1, value);
      mac.update(scratch, 0, 1 + Long.BYTES);
      return this;
    }

    @Override
    public DigestSink putInt(int value) {
      requireOpen();
      putTagged(INT, value);
      return this;
    }

    @Override
    public DigestSink putBytes(byte[] value) {
      requireOpen();
      putTagged(BYTES, value.length);
      mac.update(value);
      return this;
    }

    @Override
    public DigestSink putBytes(ByteBuffer value) {
      requireOpen();
      putTagged(BYTES, value.remaining());
      mac.update(value.duplicate());
      return this;
    }

    @Override
    public DigestSink putAbsent() {
      requireOpen();
      mac.update(ABSENT);
      return this;
    }

    private void putTagged(byte tag, int value) {
      scratch[0] = tag;
      numbers.putInt(1, value);
      mac.update(scratch, 0, 1 + Integer.BYTES);
    }

    private void requireOpen() {
      if (user != Thread.currentThread()) {
        throw new IllegalStateException("A digest's sink was used outside its digest call");
      }
    }
  }
}
