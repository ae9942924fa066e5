package io.switchboard.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyRingsTest {
  @TempDir private Path temporary;

  private Path file;
  private PasswordSource password;

  @BeforeEach
  void namePaths() {
    file = temporary.resolve("keys").resolve("ring");
    password = KeyRings.passwordFileOrGenerate(temporary.resolve("keys").resolve("password"));
  }

  /** A ring that is there already, for tests that are not about its making. */
  private void haveRing() throws IOException {
    GeneratedRing.copyInto(file.getParent());
  }

  @Test
  void aGeneratedRingLoadsAgainWithTheSameKeys() {
    KeyRing made = KeyRings.generate(file, password, "identity");
    KeyRing loaded = KeyRings.load(file, password);

    assertThat(made.keyIds()).containsExactly("digest", "identity", "record-default", "token");
    assertThat(loaded.summaries()).isEqualTo(made.summaries());
    assertThat(loaded.all())
        .allSatisfy(
            key ->
                assertThat(made.find(key.keyId(), key.version()).orElseThrow().sameKeyAs(key))
                    .isTrue());
    assertThat(loaded.all()).extracting(MasterKey::fingerprint).doesNotHaveDuplicates();
  }

  @Test
  void whatIsGeneratedIsForTheOwnerOnlyAndLeavesNothingElseBehind() throws IOException {
    KeyRings.generate(file, password);

    assertThat(permissions(file)).isEqualTo("rw-------");
    assertThat(permissions(file.resolveSibling("password"))).isEqualTo("rw-------");
    assertThat(permissions(file.getParent())).isEqualTo("rwx------");
    try (var files = Files.list(file.getParent())) {
      assertThat(files.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrder("ring", "password", ".ring.lock", ".password.lock");
    }
  }

  @Test
  void generatingNeverOverwrites() throws IOException {
    haveRing();
    byte[] before = Files.readAllBytes(file);

    assertThatThrownBy(() -> KeyRings.generate(file, password))
        .isInstanceOf(KeyRingException.class)
        .hasMessageContaining("never overwritten");
    assertThat(Files.readAllBytes(file)).isEqualTo(before);
  }

  @Test
  void aPasswordFileIsMadeOnceAndThenKept() throws IOException {
    byte[] before = Files.readAllBytes(file.resolveSibling("password"));

    KeyRings.passwordFileOrGenerate(file.resolveSibling("password"));

    assertThat(Files.readAllBytes(file.resolveSibling("password"))).isEqualTo(before);
    assertThat(before.length).isEqualTo(44);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r-----", "rw-----w-", "rw----r--", "rw-rw-rw-", "rw-------+dir"})
  void aRingThatOthersCanReadOrReplaceIsRefusedWithTheCommandThatHelps(String mode)
      throws IOException {
    haveRing();
    boolean directory = mode.endsWith("+dir");
    Path open = directory ? file.getParent() : file;
    Files.setPosixFilePermissions(
        open, PosixFilePermissions.fromString(directory ? "rwxrwx---" : mode));

    assertThatThrownBy(() -> KeyRings.load(file, password))
        .isInstanceOf(KeyRingException.class)
        .hasMessageContaining("run: chmod " + (directory ? "700 " : "600 ") + open.toRealPath());
  }

  @Test
  void aPasswordFileThatOthersCanReadIsRefused() throws IOException {
    haveRing();
    Path passwordFile = file.resolveSibling("password");
    Files.setPosixFilePermissions(passwordFile, PosixFilePermissions.fromString("rw-r--r--"));

    assertThatThrownBy(() -> KeyRings.load(file, password))
        .isInstanceOf(KeyRingException.class)
        .hasMessageContaining("chmod 600 " + passwordFile.toRealPath());
  }

  @Test
  void aWrongPasswordAMissingADamagedAndAForeignFileAreTold() throws IOException {
    haveRing();
    PasswordSource other = KeyRings.passwordFileOrGenerate(file.resolveSibling("other"));
    Path damaged = copyOf(file, "damaged");
    byte[] bytes = Files.readAllBytes(damaged);
    bytes[bytes.length / 2] ^= 1;
    Files.write(damaged, bytes);
    Path foreign = copyOf(file, "foreign");
    Files.writeString(foreign, "no key store");

    assertThatThrownBy(() -> KeyRings.load(file, other))
        .isInstanceOf(KeyRingException.class)
        .hasMessageContaining("password does not fit");
    assertThatThrownBy(() -> KeyRings.load(damaged, password)).isInstanceOf(KeyRingException.class);
    assertThatThrownBy(() -> KeyRings.load(foreign, password)).isInstanceOf(KeyRingException.class);
    assertThatThrownBy(() -> KeyRings.load(file.resolveSibling("missing"), password))
        .isInstanceOf(KeyRingException.class)
        .hasMessageContaining("There is no file");
  }

  @Test
  void rotatingAddsTheNextVersionAndKeepsTheOthers() throws IOException {
    haveRing();
    KeyRing before = KeyRings.load(file, password);

    KeySummary added = KeyRings.addVersion(file, password, "record-default");
    KeySummary newId = KeyRings.addVersion(file, password, "identity");
    KeyRing after = KeyRings.load(file, password);

    assertThat(added.version()).isEqualTo(2);
    assertThat(added.current()).isTrue();
    assertThat(newId.version()).isEqualTo(1);
    assertThat(after.current("record-default").orElseThrow().fingerprint())
        .isEqualTo(added.fingerprint());
    assertThat(after.summaries())
        .filteredOn(row -> before.find(row.keyId(), row.version()).isPresent())
        .extracting(KeySummary::fingerprint, KeySummary::created)
        .containsExactlyElementsOf(
            before.summaries().stream()
                .map(row -> tuple(row.fingerprint(), row.created()))
                .toList());
    assertThat(permissions(file)).isEqualTo("rw-------");
  }

  @Test
  void theDigestKeyDoesNotRotate() throws IOException {
    haveRing();

    assertThatThrownBy(() -> KeyRings.addVersion(file, password, KeyIds.DIGEST))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("comparable");
  }

  @Test
  void manyFirstStartsAtOnceAgreeOnTheKeys() throws Exception {
    List<KeyRing> rings =
        atOnce(
            4,
            () -> {
              KeyRings.generateIfMissing(file, password);
              return KeyRings.load(file, password);
            });

    assertThat(rings).extracting(KeyRing::summaries).containsOnly(rings.get(0).summaries());
  }

  @Test
  void aLaterStartLeavesTheKeysAlone() throws IOException {
    haveRing();
    byte[] before = Files.readAllBytes(file);

    KeyRings.generateIfMissing(file, password);

    assertThat(Files.readAllBytes(file)).isEqualTo(before);
  }

  @Test
  void manyRotationsAtOnceLoseNone() throws Exception {
    haveRing();

    List<KeySummary> added = atOnce(3, () -> KeyRings.addVersion(file, password, "token"));

    assertThat(added).extracting(KeySummary::version).containsExactlyInAnyOrder(2, 3, 4);
    KeyRing ring = KeyRings.load(file, password);
    assertThat(added)
        .allSatisfy(
            row ->
                assertThat(ring.find("token", row.version()))
                    .map(MasterKey::fingerprint)
                    .hasValue(row.fingerprint()));
  }

  @Test
  void aRotationThroughALinkReplacesTheFileAndNotTheLink() throws IOException {
    haveRing();
    Path link = Files.createSymbolicLink(file.resolveSibling("link"), file);

    KeyRings.addVersion(link, password, "token");

    assertThat(Files.isSymbolicLink(link)).isTrue();
    assertThat(KeyRings.load(file, password).current("token")).map(MasterKey::version).hasValue(2);
  }

  @Test
  void theFileShowsNeitherKeysNorTheirNames() throws IOException {
    haveRing();
    KeyRing ring = KeyRings.load(file, password);
    String content = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);

    assertThat(content).doesNotContain("record-default").doesNotContain("digest");
    assertThat(ring.all())
        .allSatisfy(
            key ->
                assertThat(content)
                    .doesNotContain(new String(key.material(), StandardCharsets.ISO_8859_1)));
  }

  @Test
  void aStoreWithSomethingElseInItIsRefused() {
    char[] secret = "a long password".toCharArray();
    KeyStoreFile store = KeyStoreFile.empty();
    var out = new java.io.ByteArrayOutputStream();

    assertThatThrownBy(
            () -> {
              java.security.KeyStore raw =
                  java.security.KeyStore.getInstance(
                      "BCFKS", new org.bouncycastle.jce.provider.BouncyCastleProvider());
              raw.load(null, null);
              raw.setKeyEntry(
                  "token/01",
                  new javax.crypto.spec.SecretKeySpec(new byte[32], "AES"),
                  secret,
                  null);
              raw.store(out, secret);
              KeyStoreFile.open(new ByteArrayInputStream(out.toByteArray()), secret, "the file");
            })
        .isInstanceOf(KeyRingException.class)
        .hasMessageContaining("token/01");
    assertThat(store.toKeyRing().summaries()).isEmpty();
  }

  private static <T> List<T> atOnce(int threads, Callable<T> work) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<T> results = new ArrayList<>();
      for (Future<T> result : pool.invokeAll(java.util.Collections.nCopies(threads, work))) {
        results.add(result.get());
      }
      return results;
    } finally {
      pool.shutdownNow();
    }
  }

  private static Path copyOf(Path file, String name) throws IOException {
    return Files.copy(
        file, file.resolveSibling(name), java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
