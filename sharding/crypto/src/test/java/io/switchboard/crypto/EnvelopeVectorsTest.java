package io.switchboard.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.Properties;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The format is what the documentation says: opened here by its steps, without the module's code.
 */
class EnvelopeVectorsTest {
  private static final Properties VECTORS = load();

  @ParameterizedTest
  @MethodSource("cases")
  void theModuleOpensAVector(String name) {
    RecordCipher cipher = new RecordCipher(ring(name));

    OpenResult result = cipher.open(text(name, "topic"), bytes(name, "envelope"));

    RecordCipherTest.assertOpens(result, bytes(name, "plaintext"));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theModuleSealsExactlyAVector(String name) {
    DataKey key =
        DataKey.derive(
            TestKeys.key(ring(name), text(name, "keyId")),
            KeyDerivation.RECORD,
            bytes(name, "salt"));
    byte[] plain = bytes(name, "plaintext");
    long counter = Long.parseLong(text(name, "counter"));

    byte[] envelope = Envelope.withHeader(key, counter, plain.length);
    new Aead()
        .seal(
            key,
            counter,
            plain,
            text(name, "topic").getBytes(StandardCharsets.UTF_8),
            envelope,
            Envelope.headerBytes(text(name, "keyId")));

    assertThat(key.aesKey().getEncoded()).isEqualTo(bytes(name, "dataKey"));
    assertThat(HexFormat.of().formatHex(envelope)).isEqualTo(text(name, "envelope"));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theDocumentedStepsOpenAVector(String name) throws GeneralSecurityException {
    byte[] plain =
        openByTheDocument(bytes(name, "envelope"), text(name, "topic"), bytes(name, "masterKey"));

    assertThat(plain).isEqualTo(bytes(name, "plaintext"));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theDocumentedStepsOpenWhatTheModuleSeals(String name) throws GeneralSecurityException {
    byte[] envelope =
        new RecordCipher(ring(name))
            .seal(text(name, "keyId"), text(name, "topic"), bytes(name, "plaintext"));

    assertThat(openByTheDocument(envelope, text(name, "topic"), bytes(name, "masterKey")))
        .isEqualTo(bytes(name, "plaintext"));
  }

  /** Steps 1 to 6 of "Opening a record" in docs/encryption.md; only the platform's ciphers. */
  static byte[] openByTheDocument(byte[] envelope, String topic, byte[] masterKey)
      throws GeneralSecurityException {
    ByteBuffer in = ByteBuffer.wrap(envelope);
    assertThat(in.getShort() & 0xFFFF).isEqualTo(0x9E53);
    assertThat(in.get()).isEqualTo((byte) 1);
    byte[] keyId = new byte[in.get()];
    in.get(keyId);
    byte[] keyVersion = new byte[2];
    in.get(keyVersion);
    byte[] salt = new byte[16];
    in.get(salt);
    byte[] counter = new byte[8];
    in.get(counter);
    assertThat(in.get()).isEqualTo((byte) 0);
    int headerBytes = in.position();

    byte[] info =
        concat(
            "switchboard/record/v1".getBytes(StandardCharsets.US_ASCII),
            new byte[] {0, (byte) keyId.length},
            keyId,
            keyVersion);
    byte[] pseudoRandomKey = hmac(salt, masterKey);
    byte[] dataKey = hmac(pseudoRandomKey, concat(info, new byte[] {1}));

    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(
        Cipher.DECRYPT_MODE,
        new SecretKeySpec(dataKey, "AES"),
        new GCMParameterSpec(128, concat(new byte[4], counter)));
    cipher.updateAAD(envelope, 0, headerBytes);
    cipher.updateAAD(topic.getBytes(StandardCharsets.UTF_8));
    return cipher.doFinal(envelope, headerBytes, envelope.length - headerBytes);
  }

  private static byte[] hmac(byte[] key, byte[] data) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(data);
  }

  private static byte[] concat(byte[]... parts) {
    ByteBuffer all = ByteBuffer.allocate(Stream.of(parts).mapToInt(part -> part.length).sum());
    Stream.of(parts).forEach(all::put);
    return all.array();
  }

  static Stream<String> cases() {
    return Stream.of(VECTORS.getProperty("cases").split(","));
  }

  private static KeyRing ring(String name) {
    return KeyRing.builder()
        .add(
            text(name, "keyId"),
            Integer.parseInt(text(name, "keyVersion")),
            TestKeys.CREATED,
            bytes(name, "masterKey"))
        .build();
  }

  private static String text(String name, String field) {
    return VECTORS.getProperty(name + "." + field);
  }

  private static byte[] bytes(String name, String field) {
    return HexFormat.of().parseHex(text(name, field));
  }

  private static Properties load() {
    try (InputStream in =
        EnvelopeVectorsTest.class.getResourceAsStream("/envelope-vectors.properties")) {
      Properties vectors = new Properties();
      vectors.load(in);
      return vectors;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
