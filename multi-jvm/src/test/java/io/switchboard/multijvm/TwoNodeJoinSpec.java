package io.switchboard.multijvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import akka.remote.testconductor.RoleName;
import akka.remote.testkit.MultiNodeConfig;
import java.time.Duration;

/** The smallest cluster: two JVMs join, and each sees both Up. */
final class TwoNodeJoinSpec extends ClusterSpec {
  private static final Roles ROLES = new Roles();

  private static final class Roles extends MultiNodeConfig {
    final RoleName first = role("first");
    final RoleName second = role("second");

    Roles() {
      commonConfig(clusterDefaults());
    }
  }

  TwoNodeJoinSpec() {
    super(ROLES);
  }

  @Override
  void scenario() {
    assertThat(upMembers()).isZero();
    barrier("nobody has joined");

    if (on(ROLES.first)) {
      cluster().join(cluster().selfAddress());
    }
    barrier("the first node has formed a cluster");
    if (on(ROLES.second)) {
      cluster().join(addressOf(ROLES.first));
    }

    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(upMembers()).isEqualTo(2));
  }
}
