package io.switchboard.mesos.discovery;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Whom to trust on https. Host names are checked whatever is trusted. */
sealed interface Trust {

  /**
   * What the HTTP client needs; empty for its own default.
   *
   * @throws IOException if a file cannot be read
   * @throws GeneralSecurityException if it does not hold what it should
   */
  Optional<SSLContext> context() throws IOException, GeneralSecurityException;

  /** The JVM's authorities. */
  record OfTheJvm() implements Trust {
    @Override
    public Optional<SSLContext> context() {
      return Optional.empty();
    }
  }

  /** Only the authorities in a PEM file. */
  record CaFile(Path file) implements Trust {
    @Override
    public Optional<SSLContext> context() throws IOException, GeneralSecurityException {
      Collection<? extends Certificate> authorities;
      try (InputStream in = Files.newInputStream(file)) {
        authorities = CertificateFactory.getInstance("X.509").generateCertificates(in);
      }
      if (authorities.isEmpty()) {
        throw new GeneralSecurityException("it holds no certificate");
      }
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      int number = 0;
      for (Certificate authority : authorities) {
        store.setCertificateEntry("ca-" + number++, authority);
      }
      return trusting(store);
    }
  }

  /** Only what a trust store holds. */
  record TrustStore(Path file, String type, Optional<Path> passwordFile) implements Trust {
    @Override
    public Optional<SSLContext> context() throws IOException, GeneralSecurityException {
      char[] password =
          passwordFile.isEmpty()
              ? null
              : Files.readString(passwordFile.get(), StandardCharsets.UTF_8).strip().toCharArray();
      KeyStore store = KeyStore.getInstance(type);
      try (InputStream in = Files.newInputStream(file)) {
        store.load(in, password);
      }
      if (store.size() == 0) {
        throw new GeneralSecurityException(
            "no certificate can be read from it; is a password due?");
      }
      return trusting(store);
    }
  }

  private static Optional<SSLContext> trusting(KeyStore store) throws GeneralSecurityException {
    TrustManagerFactory managers =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), null);
    return Optional.of(context);
  }
}
