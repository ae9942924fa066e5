package io.switchboard.mesos;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is an IP address, and what would need a name lookup and is left alone. */
final class IpLiteralTest {

  @ParameterizedTest
  @ValueSource(strings = {"10.0.0.1", "255.255.255.255", "::1", "fd00::12", "::ffff:10.0.0.1"})
  void writtenAddressesAreParsed(String text) {
    assertThat(IpLiteral.parse(text)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "localhost",
        "agent-1",
        "10.0.0",
        "10.0.0.256",
        "10.0.0.01",
        "1",
        ":",
        "abc",
        "a:b",
        "[::1]",
        "fe80::1%lo",
        "1:2:3:4:5:6:7:8:9"
      })
  void everythingElseIsNot(String text) {
    assertThat(IpLiteral.parse(text)).isEmpty();
  }
}
