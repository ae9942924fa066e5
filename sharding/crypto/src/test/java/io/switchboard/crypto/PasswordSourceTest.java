package io.switchboard.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PasswordSourceTest {
  @TempDir private Path directory;

  @Test
  void thePasswordIsTheFirstLineOfItsFile() throws IOException {
    assertThat(written("pässword-123\r\nrest").read()).isEqualTo("pässword-123".toCharArray());
    assertThat(written("no line end here").read()).isEqualTo("no line end here".toCharArray());
  }

  @Test
  void tooShortTooLongOrUnreadablePasswordsAreRefusedWithoutShowingThem() throws IOException {
    PasswordSource tooShort = written("elevenchars\n");
    assertThatThrownBy(tooShort::read)
        .isInstanceOf(KeyRingException.class)
        .hasMessageContaining("12 to 1024")
        .hasMessageNotContaining("elevenchars");
    PasswordSource tooLong = written("x".repeat(1025));
    assertThatThrownBy(tooLong::read).isInstanceOf(KeyRingException.class);
    PasswordSource endless = written("x".repeat(100_000));
    assertThatThrownBy(endless::read).isInstanceOf(KeyRingException.class);
    PasswordSource binary = written(new byte[] {(byte) 0xFF, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11});
    assertThatThrownBy(binary::read).isInstanceOf(KeyRingException.class);
  }

  @Test
  void aPasswordCanComeFromTheEnvironment() {
    Map.Entry<String, String> variable =
        System.getenv().entrySet().stream()
            .filter(entry -> entry.getValue().length() >= 12 && entry.getValue().length() <= 1024)
            .findFirst()
            .orElseThrow();

    assertThat(PasswordSource.parse("env:" + variable.getKey()).read())
        .isEqualTo(variable.getValue().toCharArray());
    assertThatThrownBy(() -> PasswordSource.environment("SWITCHBOARD_NOT_SET_ANYWHERE").read())
        .isInstanceOf(KeyRingException.class)
        .hasMessageContaining("SWITCHBOARD_NOT_SET_ANYWHERE");
  }

  @Test
  void aReferenceNamesAFileOrAVariable() {
    assertThat(PasswordSource.parse("file:/run/secrets/ring"))
        .isEqualTo(PasswordSource.file(Path.of("/run/secrets/ring")));
    assertThatThrownBy(() -> PasswordSource.parse("correct horse battery"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("horse");
  }

  private PasswordSource written(String content) throws IOException {
    return written(content.getBytes(StandardCharsets.UTF_8));
  }

  private PasswordSource written(byte[] content) throws IOException {
    Path file = directory.resolve("password");
    Files.write(file, content);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    return PasswordSource.file(file);
  }
}
