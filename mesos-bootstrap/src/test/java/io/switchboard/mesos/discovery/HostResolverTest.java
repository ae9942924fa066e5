package io.switchboard.mesos.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.switchboard.mesos.Target;
import io.switchboard.mesos.discovery.HostResolver.Dns;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Names of agents become addresses, DNS is asked seldom, and unknown names fail the lookup. */
final class HostResolverTest {
  private static final InetAddress IP = InetAddress.getLoopbackAddress();

  private final List<String> asked = new ArrayList<>();
  private final Map<String, InetAddress> known = new HashMap<>(Map.of("agent-1", IP));
  private final AtomicLong now = new AtomicLong();
  private final Dns dns =
      host -> {
        asked.add(host);
        InetAddress address = known.get(host);
        if (address == null) {
          throw new UnknownHostException(host);
        }
        return address;
      };
  private final HostResolver resolver = new HostResolver(dns, now::get);

  @Test
  void aNameGetsItsAddressAndStaysAsMarathonSpellsIt() {
    Target resolved = resolver.resolve(List.of(at("agent-1"))).get(0);

    assertThat(resolved.host()).isEqualTo("agent-1");
    assertThat(resolved.ip()).contains(IP);
  }

  @Test
  void dnsIsAskedOnceAMinute() {
    resolver.resolve(List.of(at("agent-1"), at("agent-1")));
    resolver.resolve(List.of(at("agent-1")));
    assertThat(asked).hasSize(1);

    now.addAndGet(HostResolver.KNOWN_FOR.toNanos());
    resolver.resolve(List.of(at("agent-1")));
    assertThat(asked).hasSize(2);
  }

  @Test
  void addressesAreNotAskedFor() {
    resolver.resolve(List.of(new Target("/a", "a.1", "127.0.0.1", 1, Optional.of(IP))));

    assertThat(asked).isEmpty();
  }

  @Test
  void anUnknownNameFailsTheLookupAndIsAskedForAgainOnlyLater() {
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> resolver.resolve(List.of(at("agent-1"), at("agent-2"))))
          .isInstanceOf(LookupFailedException.class)
          .hasMessageContaining("agent-2");
    }
    assertThat(asked).containsExactly("agent-1", "agent-2");

    known.put("agent-2", IP);
    now.addAndGet(HostResolver.UNKNOWN_FOR.plus(Duration.ofNanos(1)).toNanos());
    assertThat(resolver.resolve(List.of(at("agent-2")))).hasSize(1);
  }

  private static Target at(String host) {
    return new Target("/a", "a.1", host, 31001, Optional.empty());
  }
}
