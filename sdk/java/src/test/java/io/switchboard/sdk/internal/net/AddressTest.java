package io.switchboard.sdk.internal.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTest {
  @Test
  void httpAddressesGetTheDefaultPath() {
    assertThat(Address.parse("http://h:8080").httpUri()).hasToString("http://h:8080/thrift");
    assertThat(Address.parse("http://h:8080/").httpUri()).hasToString("http://h:8080/thrift");
    assertThat(Address.parse("http://h:8080/x").httpUri()).hasToString("http://h:8080/x");
  }

  @Test
  void tcpAndIpv6AddressesAreRead() {
    Address address = Address.parse(" tcp://[::1]:9090 ");

    assertThat(address.kind()).isEqualTo(Address.Kind.TCP);
    assertThat(address.host()).isEqualTo("::1");
    assertThat(address).hasToString("tcp://[::1]:9090");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "h:1",
        "ftp://h:1",
        "http://h",
        "tcp://h",
        "http://:1",
        "tcp://h:70000",
        "tcp://h:1/p",
        "http://h h:1"
      })
  void whatIsNotAnAddressIsRefusedWithAnExample(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Address.parse(text))
        .withMessageContaining("http://host:port");
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://h:1", "tls://h:1"})
  void tlsIsRefusedForNow(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Address.parse(text))
        .withMessageContaining("TLS is not offered");
  }
}
