package io.switchboard.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class MemberWatchTest {
  @Test
  void aNodesIncarnationIsReadFromItsRoles() {
    UUID incarnation = UUID.randomUUID();

    assertThat(
            MemberWatch.incarnationOf(
                Set.of("dc-default", MemberWatch.roleOf(incarnation), "incarnation-unknown")))
        .contains(incarnation);
    assertThat(MemberWatch.incarnationOf(Set.of("dc-default", "incarnation-x"))).isEmpty();
  }
}
