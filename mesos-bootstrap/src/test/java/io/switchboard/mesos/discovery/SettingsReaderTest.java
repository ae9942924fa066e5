package io.switchboard.mesos.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.switchboard.mesos.AddressPolicy;
import io.switchboard.mesos.AppSelector.ByIds;
import io.switchboard.mesos.AppSelector.ByLabel;
import io.switchboard.mesos.TargetQuery;
import io.switchboard.mesos.TaskState;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the settings mean, and that all mistakes in them are told at once. */
final class SettingsReaderTest {

  @Test
  void theDefaultsLookForRunningTasksWithTheServicesName() {
    MarathonSettings settings = read(Map.of());

    assertThat(settings.urls()).containsExactly(URI.create("http://marathon.mesos:8080"));
    assertThat(settings.query("switchboard", ""))
        .isEqualTo(
            new TargetQuery(
                new ByLabel("ACTOR_SYSTEM_NAME", "switchboard"),
                "akkamgmthttp",
                AddressPolicy.AUTO,
                Set.of(TaskState.RUNNING),
                false));
    assertThat(settings.keepLastAnswer()).isZero();
    assertThat(settings.maxAnswerBytes()).isEqualTo(8 << 20);
    assertThat(settings.callTimeout()).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void thePortThatIsAskedForGoesBeforeTheOneOfTheSettings() {
    assertThat(read(Map.of()).query("switchboard", "thrift").portName()).isEqualTo("thrift");
  }

  @Test
  void appsAreChosenByTheirIdsIfTheSettingsSaySo() {
    var settings = read(Map.of("apps.by", "ids", "apps.ids", List.of("/a", "/b")));

    assertThat(settings.query("x", "").apps()).isEqualTo(new ByIds(Set.of("/a", "/b")));
  }

  @Test
  void aServiceWithoutNameFailsWhereTheLabelNeedsIt() {
    assertThatThrownBy(() -> read(Map.of()).query(" ", ""))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void everyProblemIsToldAtOnceWithItsKey() {
    Map<String, Object> wrong =
        Map.of(
            "urls", List.of("http://ops:geheim@m:8080", "ftp://m", "http://m/v2/apps"),
            "apps.by", "ids",
            "address", "nearest",
            "states", List.of("running", "dead"),
            "connect-timeout", "1 ms",
            "max-answer-bytes", "1 GiB",
            "require-healthy", "perhaps",
            "auth.mode", "kerberos",
            "tls.ca-file", "/does/not/exist",
            "call-time-out", "1 s");

    assertThatThrownBy(() -> read(wrong))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("akka.discovery.switchboard-marathon: ")
        .hasMessageContainingAll(
            "urls: \"http://…@m:8080\" holds credentials",
            "urls: \"ftp://m\" expected http:// or https://",
            "urls: \"http://m/v2/apps\" holds /v2/apps",
            "apps (by = ids): expected at least one app id",
            "address: expected one of [host, container-ip, auto], got \"nearest\"",
            "states: expected one of [running, starting, staging], got \"dead\"",
            "connect-timeout: expected PT0.1S to PT30S, got PT0.001S",
            "max-answer-bytes: expected 65536 to 67108864, got 1073741824",
            "require-healthy: has a value of another kind",
            "auth.mode: expected none, basic, bearer or dcos",
            "auth.secret, auth.secret-file: expected exactly one",
            "tls.ca-file: \"/does/not/exist\" cannot be",
            "call-time-out: is not a setting")
        .message()
        .doesNotContain("geheim");
  }

  @Test
  void aSecretIsNotSentInTheClearUnlessTheSettingsSaySo() {
    Map<String, Object> bearer = Map.of("auth.mode", "bearer", "auth.secret", "geheim");

    assertThatThrownBy(() -> read(bearer))
        .hasMessageContaining("auth.allow-plain-http")
        .message()
        .doesNotContain("geheim");

    var overHttps =
        read(
            Map.of(
                "urls", List.of("https://m/service/marathon/"),
                "auth.mode", "bearer",
                "auth.secret", "geheim"));
    assertThat(overHttps.urls()).containsExactly(URI.create("https://m/service/marathon"));
    assertThat(overHttps.toString()).doesNotContain("geheim");
  }

  @ParameterizedTest
  @CsvSource({
    "basic,  '',  s",
    "basic,  a:b, s",
    "bearer, ops, s",
    "basic,  ops, ''",
    "bearer, '',  'two\nlines'"
  })
  void credentialsThatCannotWorkAreRefused(String mode, String user, String secret) {
    Map<String, Object> auth =
        Map.of(
            "auth.allow-plain-http", true,
            "auth.mode", mode,
            "auth.user", user,
            "auth.secret", secret);

    assertThatThrownBy(() -> read(auth)).isInstanceOf(IllegalArgumentException.class);
  }

  private static MarathonSettings read(Map<String, Object> overrides) {
    return SettingsReader.read(Bed.section(overrides), MarathonServiceDiscovery.PATH);
  }
}
