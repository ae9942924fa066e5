package io.switchboard.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a node is told about its cluster, and what it refuses to be told. */
class ClusterSettingsTest {
  private static ClusterSettings with(String values) {
    Config config =
        ConfigFactory.parseString("switchboard.cluster { " + values + " }")
            .withFallback(ConfigFactory.load());
    return ClusterSettings.from(config.getConfig("switchboard"));
  }

  @Test
  void byDefaultANodeIsAloneAndDoesEverything() {
    ClusterSettings settings = with("");
    assertThat(settings.isApi()).isTrue();
    assertThat(settings.isBackend()).isTrue();
    assertThat(settings.discovery()).isEqualTo(ClusterSettings.ALONE);
    assertThat(settings.self()).hasToString("127.0.0.1:8558");
  }

  @Test
  void moreThanHalfOfTheListedNodesFormACluster() {
    assertThat(with("discovery=config, nodes=[\"127.0.0.1:8558\"]").contactPointsNeeded())
        .isEqualTo(1);
    assertThat(
            with("discovery=config, nodes=[\"127.0.0.1:8558\", \"b:1\", \"c:1\"]")
                .contactPointsNeeded())
        .isEqualTo(2);
    assertThat(
            with("discovery=config, form-with=3, nodes=[\"127.0.0.1:8558\", \"b:1\", \"c:1\"]")
                .contactPointsNeeded())
        .isEqualTo(3);
  }

  @Test
  void aNodeMustFindItselfInTheList() {
    assertThatThrownBy(() -> with("discovery=config, nodes=[\"localhost:8558\", \"b:1\"]"))
        .hasMessageContaining("must list this node itself")
        .hasMessageContaining("127.0.0.1:8558");
    assertThat(
            with("discovery=config, contact-point=\"a:1\", nodes=[\"a:1\", \"b:1\"]").self().host())
        .isEqualTo("a");
  }

  @Test
  void everyProblemIsNamedAtOnce() {
    assertThatThrownBy(
            () ->
                with(
                    "roles=[backend, cook], discovery=\"No Such\", join-within=0s, cool-down=1h,"
                        + " nodes=[\"a:1\",\"a:1\"], form-with=0"))
        .hasMessageContainingAll(
            "roles:", "discovery:", "join-within:", "cool-down:", "listed twice", "form-with:");
    for (String wrong : List.of("a", "a:", ":1", "a:99999", "a:b")) {
      assertThatThrownBy(() -> with("discovery=config, nodes=[\"" + wrong + "\"]"))
          .as(wrong)
          .hasMessageContaining("host:port");
    }
  }

  @Test
  void aDiscoveredNodeHasAPortThatOthersCanKnow() {
    assertThatThrownBy(
            () ->
                ClusterSettings.from(
                    ConfigFactory.parseString(
                            "switchboard { management.port = 0, cluster.discovery = akka-dns }")
                        .withFallback(ConfigFactory.load())
                        .getConfig("switchboard")))
        .hasMessageContaining("must not be 0");
  }
}
