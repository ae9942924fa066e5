package io.switchboard.mesos.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.mesos.discovery.LookupFailedException.Kind;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whom discovery trusts on https, with certificates made for this test. */
final class TlsTest {
  private static final String PASSWORD = "changeit";
  @TempDir private static Path dir;
  private static SSLContext server;
  private static SSLContext serverOfAnotherName;

  @BeforeAll
  static void makeCertificates() throws Exception {
    server = serverWith("marathon", "san=ip:127.0.0.1");
    serverOfAnotherName = serverWith("elsewhere", "san=dns:elsewhere.example.net");
  }

  @Test
  void aCertificateThatNobodyVouchesForIsRefused() {
    try (var marathon = MarathonDouble.startTls(server, MarathonDouble.json(Bed.ONE_TASK));
        var bed = Bed.of(marathon)) {
      assertThat(bed.failure())
          .hasMessageContaining("see tls")
          .extracting(LookupFailedException::kind)
          .isEqualTo(Kind.UNREACHABLE);
      assertThat(marathon.asked()).isEmpty();
    }
  }

  @Test
  void theCaFileIsTrusted() {
    try (var marathon = MarathonDouble.startTls(server, MarathonDouble.json(Bed.ONE_TASK));
        var bed = Bed.of(Map.of("tls.ca-file", file("marathon.pem")), marathon)) {
      assertThat(bed.lookup()).hasSize(1);
    }
  }

  @Test
  void theTrustStoreIsTrusted() {
    Map<String, Object> tls =
        Map.of(
            "tls.trust-store",
            file("marathon-trust.p12"),
            "tls.trust-store-password-file",
            file("password"));
    try (var marathon = MarathonDouble.startTls(server, MarathonDouble.json(Bed.ONE_TASK));
        var bed = Bed.of(tls, marathon)) {
      assertThat(bed.lookup()).hasSize(1);
    }
  }

  @Test
  void aTrustedCertificateOfAnotherHostIsRefused() {
    try (var marathon =
            MarathonDouble.startTls(serverOfAnotherName, MarathonDouble.json(Bed.ONE_TASK));
        var bed = Bed.of(Map.of("tls.ca-file", file("elsewhere.pem")), marathon)) {
      assertThat(bed.failure().kind()).isEqualTo(Kind.UNREACHABLE);
      assertThat(marathon.asked()).isEmpty();
    }
  }

  @Test
  void aRedirectFromHttpsToHttpIsRefused() {
    try (var plain = MarathonDouble.start(MarathonDouble.json(Bed.ONE_TASK));
        var marathon =
            MarathonDouble.startTls(
                server, MarathonDouble.redirect(302, plain.url() + "/v2/apps"));
        var bed = Bed.of(Map.of("tls.ca-file", file("marathon.pem")), marathon)) {
      assertThat(bed.failure())
          .hasMessageContaining("from https to http")
          .extracting(LookupFailedException::kind)
          .isEqualTo(Kind.BAD_REDIRECT);
      assertThat(plain.asked()).isEmpty();
    }
  }

  private static String file(String name) {
    return dir.resolve(name).toString();
  }

  /** A server's TLS; writes NAME.pem, NAME-trust.p12 and the password's file. */
  private static SSLContext serverWith(String name, String san) throws Exception {
    Path keys = dir.resolve(name + ".p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                name,
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + name,
                "-ext",
                san,
                "-validity",
                "2",
                "-storetype",
                "PKCS12",
                "-keystore",
                keys.toString(),
                "-storepass",
                PASSWORD)
            .redirectErrorStream(true)
            .redirectOutput(dir.resolve(name + ".log").toFile())
            .start();
    assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(keytool.exitValue()).as(Files.readString(dir.resolve(name + ".log"))).isZero();

    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(keys)) {
      store.load(in, PASSWORD.toCharArray());
    }
    Certificate certificate = store.getCertificate(name);
    String pem = Base64.getMimeEncoder().encodeToString(certificate.getEncoded());
    Files.writeString(
        dir.resolve(name + ".pem"),
        "-----BEGIN CERTIFICATE-----\n" + pem + "\n-----END CERTIFICATE-----\n");
    KeyStore trust = KeyStore.getInstance("PKCS12");
    trust.load(null, null);
    trust.setCertificateEntry(name, certificate);
    try (var out = Files.newOutputStream(dir.resolve(name + "-trust.p12"))) {
      trust.store(out, PASSWORD.toCharArray());
    }
    Files.writeString(dir.resolve("password"), PASSWORD + "\n");

    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(factory.getKeyManagers(), null, null);
    return context;
  }
}
