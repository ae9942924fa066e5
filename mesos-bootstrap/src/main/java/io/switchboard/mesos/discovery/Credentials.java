package io.switchboard.mesos.discovery;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** How a lookup proves who it is: what goes into the header {@code Authorization}. */
sealed interface Credentials {

  /**
   * The header's value now; a secret. May read a file.
   *
   * @throws LookupFailedException of the kind NO_CREDENTIALS
   */
  Optional<String> header();

  default boolean isNone() {
    return this instanceof None;
  }

  /** A Marathon that asks nobody. */
  record None() implements Credentials {
    @Override
    public Optional<String> header() {
      return Optional.empty();
    }
  }

  /** HTTP Basic, as Marathon's {@code --http_credentials}. */
  record Basic(String user, Secret password) implements Credentials {
    @Override
    public Optional<String> header() {
      byte[] both = (user + ":" + password.read()).getBytes(StandardCharsets.UTF_8);
      return Optional.of("Basic " + Base64.getEncoder().encodeToString(both));
    }
  }

  /**
   * A token.
   *
   * @param prefix what stands before it, with its blank if it has one
   */
  record Token(String prefix, Secret token) implements Credentials {
    /** As most proxies want it. */
    static final String BEARER = "Bearer ";

    /** As DC/OS wants it. */
    static final String DCOS = "token=";

    @Override
    public Optional<String> header() {
      return Optional.of(prefix + token.read());
    }
  }
}
