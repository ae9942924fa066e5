package io.switchboard.node.management;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.node.management.TokenFile.Content;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A token file is read when it has changed, and then soon. */
final class TokenFileTest {
  private static final String ONE = "1".repeat(32);
  private static final String TWO = "2".repeat(32);
  private static final Instant MORNING = Instant.parse("2026-01-01T06:00:00Z");

  @TempDir private Path folder;
  private Path file;
  private long now = Long.MAX_VALUE;
  private TokenFile token;

  @BeforeEach
  void write() throws IOException {
    file = folder.resolve("token");
    write(file, ONE, MORNING);
    token = new TokenFile(file, () -> now);
  }

  private static void write(Path file, String token, Instant modified) throws IOException {
    Files.writeString(file, token + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    Files.setLastModifiedTime(file, FileTime.from(modified));
  }

  private void pass(Duration time) {
    now += time.toNanos();
  }

  private String told() {
    return token.content() instanceof Content.Token held
        ? new String(held.bytes(), StandardCharsets.UTF_8)
        : ((Content.Unusable) token.content()).why();
  }

  @Test
  void aChangedTokenWorksAfterASecond_andUntilThenTheFileIsNotLookedAt() throws IOException {
    assertThat(told()).isEqualTo(ONE);
    write(file, TWO, MORNING.plusSeconds(1));
    pass(TokenFile.LOOK_EVERY.minusNanos(1));
    assertThat(told()).isEqualTo(ONE);
    pass(Duration.ofNanos(1));
    assertThat(told()).isEqualTo(TWO);
  }

  @Test
  void aFileThatIsAsItWasIsNotReadAgain() throws IOException {
    assertThat(told()).isEqualTo(ONE);
    // Other content, which no look can tell: only a reader would notice.
    write(file, TWO, MORNING);
    pass(Duration.ofHours(1));
    assertThat(told()).isEqualTo(ONE);
  }

  @Test
  void aFileThatIsPutInItsPlaceIsRead_alsoIfItIsAsOldAndAsLong() throws IOException {
    assertThat(told()).isEqualTo(ONE);
    Path other = folder.resolve("other");
    write(other, TWO, MORNING);
    Files.move(other, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    pass(TokenFile.LOOK_EVERY);
    assertThat(told()).isEqualTo(TWO);
  }

  @Test
  void aFileThatIsGoneOrOpenedToOthersLetsNobodyInFromThenOn_untilItIsMended() throws IOException {
    assertThat(told()).isEqualTo(ONE);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    pass(TokenFile.LOOK_EVERY);
    assertThat(told()).contains("chmod 600");
    Files.delete(file);
    pass(TokenFile.LOOK_EVERY);
    assertThat(told()).contains("is missing");
    write(file, ONE, MORNING);
    pass(TokenFile.LOOK_EVERY);
    assertThat(told()).isEqualTo(ONE);
  }
}
