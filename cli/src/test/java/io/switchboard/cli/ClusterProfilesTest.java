package io.switchboard.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code clusters.conf} may say, and where it is. */
final class ClusterProfilesTest {
  private static final Path USER = Path.of("/users/me");

  @TempDir private Path folder;

  private ClusterProfiles profiles(String text) throws IOException {
    return ClusterProfiles.read(Files.writeString(folder.resolve("clusters.conf"), text));
  }

  @Test
  void theFileIsWhereTheUserKeepsConfigurationUnlessNamed() {
    assertThat(ClusterProfiles.file(Map.of(), USER))
        .isEqualTo(USER.resolve(".config/switchboard/clusters.conf"));
    assertThat(ClusterProfiles.file(Map.of("XDG_CONFIG_HOME", "/xdg"), USER))
        .isEqualTo(Path.of("/xdg/switchboard/clusters.conf"));
    assertThat(ClusterProfiles.file(Map.of("XDG_CONFIG_HOME", "relative"), USER))
        .isEqualTo(USER.resolve(".config/switchboard/clusters.conf"));
    assertThat(
            ClusterProfiles.file(
                Map.of("XDG_CONFIG_HOME", "/xdg", ClusterProfiles.ENVIRONMENT, "/my.conf"), USER))
        .isEqualTo(Path.of("/my.conf"));
  }

  @Test
  void aProfileHasAllItsAddressesAndATokenBesideTheFile() throws IOException {
    ClusterProfiles profiles =
        profiles(
            """
            clusters {
              test { management = ["http://t:1"], token-file = "/etc/t.token" }
              prod {
                management = ["http://a:8558", "http://b:8558"]
                token-file = "prod.token"
                addresses = ["tcp://a:9090"]
              }
            }
            """);

    assertThat(profiles.all()).extracting(ClusterProfile::name).containsExactly("prod", "test");
    assertThat(profiles.named("prod"))
        .isEqualTo(
            new ClusterProfile(
                "prod",
                List.of("http://a:8558", "http://b:8558"),
                folder.resolve("prod.token"),
                List.of("tcp://a:9090")));
    assertThat(profiles.named("test").tokenFile()).isEqualTo(Path.of("/etc/t.token"));
  }

  @Test
  void anUnknownOneIsToldWithThoseThatAreKnown() throws IOException {
    ClusterProfiles profiles =
        profiles("clusters { a { management = [\"http://a:1\"], token-file = t } }");

    assertThatThrownBy(() -> profiles.named("b"))
        .isInstanceOfSatisfying(
            CliException.class,
            e -> {
              assertThat(e.exitCode()).isEqualTo(ExitCodes.USAGE);
              assertThat(e).hasMessageContaining("no cluster 'b'");
              assertThat(e.advice()).isEqualTo("Known are: a");
            });
    assertThatThrownBy(() -> ClusterProfiles.read(folder.resolve("none")).named("b"))
        .hasMessageContaining("names none");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "clusters {",
        "",
        "clusters = 7",
        "clusters { a = 7 }",
        "clusters { a { token-file = t } }",
        "clusters { a { management = [\"http://a:1\"] } }",
        "clusters { a { management = [\"tcp://a:1\"], token-file = t } }",
        "clusters { a { management = [\"http://a\"], token-file = t } }",
        "clusters { a { management = [\"http://a:1\"], token-file = t, adresses = [] } }",
        "clusters { a { management = [\"http://a:1\"], token-file = t, addresses = [x] } }"
      })
  void whatIsNotUnderstoodIsToldAndNotGuessed(String text) {
    assertThatThrownBy(() -> profiles(text))
        .isInstanceOfSatisfying(
            CliException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCodes.USAGE));
  }
}
