package io.switchboard.node.management;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Compares a call's bearer token with the one in a {@link TokenFile}. Thread-safe. */
final class BearerCheck {
  private static final String SCHEME = "Bearer ";

  private final Optional<TokenFile> tokenFile;

  BearerCheck(Optional<Path> tokenFile, LongSupplier nanos) {
    this.tokenFile = tokenFile.map(file -> new TokenFile(file, nanos));
  }

  /**
   * Why a call is not allowed; empty if it is.
   *
   * @param authorization the header's value, empty if there is none
   */
  Optional<String> refusal(Optional<String> authorization) {
    if (tokenFile.isEmpty()) {
      return Optional.of("This node has no switchboard.management.token-file, so nobody may.");
    }
    TokenFile.Content content = tokenFile.get().content();
    if (content instanceof TokenFile.Content.Unusable unusable) {
      return Optional.of("This node's token file cannot be used: " + unusable.why());
    }
    if (authorization.isEmpty()) {
      return Optional.of("Send the header 'Authorization: Bearer <token>'.");
    }
    String header = authorization.get();
    if (!header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return Optional.of("Only the scheme Bearer is known here.");
    }
    byte[] given = header.substring(SCHEME.length()).strip().getBytes(StandardCharsets.UTF_8);
    return content instanceof TokenFile.Content.Token token
            && MessageDigest.isEqual(given, token.bytes())
        ? Optional.empty()
        : Optional.of("The token is not this node's.");
  }
}
