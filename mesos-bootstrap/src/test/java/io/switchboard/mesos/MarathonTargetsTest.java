package io.switchboard.mesos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.switchboard.mesos.AppSelector.ByGroup;
import io.switchboard.mesos.AppSelector.ByIds;
import io.switchboard.mesos.AppSelector.ByLabel;
import io.switchboard.mesos.TargetWarning.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which contact points are found in a well-formed answer, and which are left out. */
final class MarathonTargetsTest {
  private static final String TWO_TIERS = resource("two-tiers.json");
  private static final String CONTAINERS = resource("containers.json");
  private static final TargetQuery BLUE =
      TargetQuery.of(new ByLabel("SWITCHBOARD_CLUSTER", "blue"), "akkamgmthttp");

  @Test
  void runningTasksOfAllAppsWithTheLabelAreTargetsAtTheirNamedPort() {
    Targets found = MarathonTargets.parse(TWO_TIERS, BLUE);

    assertThat(addresses(found))
        .containsExactly("10.1.2.11:31002", "agent-2.example.net:31778", "10.1.2.11:31901");
    assertThat(found.targets())
        .extracting(Target::appId)
        .containsExactly("/switchboard/backend", "/switchboard/backend", "/switchboard/api");
    assertThat(found.warnings()).isEmpty();
  }

  @Test
  void onlyAHostThatIsAnAddressCarriesAnIp() {
    Targets found = MarathonTargets.parse(TWO_TIERS, BLUE);

    assertThat(found.targets())
        .extracting(t -> t.ip().map(ip -> ip.getHostAddress()))
        .containsExactly(Optional.of("10.1.2.11"), Optional.empty(), Optional.of("10.1.2.11"));
  }

  @Test
  void tasksThatAreStagingCountOnlyWhenAskedFor() {
    Targets found =
        MarathonTargets.parse(
            TWO_TIERS, BLUE.withStates(Set.of(TaskState.RUNNING, TaskState.STAGING)));

    assertThat(addresses(found)).hasSize(4).contains("10.1.2.13:31402");
  }

  @Test
  void healthyOnlyLeavesOutFailingTasksAndThoseWithoutAResultYet() {
    Targets found = MarathonTargets.parse(TWO_TIERS, BLUE.onlyHealthy());

    assertThat(addresses(found)).containsExactly("10.1.2.11:31002");
  }

  @Test
  void explicitIdsTakeExactlyThoseApps() {
    TargetQuery query = TargetQuery.of(new ByIds(Set.of("/switchboard/api")), "thrift");

    assertThat(addresses(MarathonTargets.parse(TWO_TIERS, query)))
        .containsExactly("10.1.2.11:31903");
  }

  @Test
  void aGroupDoesNotTakeItsNeighbourOfASimilarName() {
    TargetQuery query = TargetQuery.of(new ByGroup("/switchboard/"), "akkaremote");

    assertThat(addresses(MarathonTargets.parse(TWO_TIERS, query)))
        .containsExactly("10.1.2.11:31001", "agent-2.example.net:31777", "10.1.2.11:31902");
  }

  @Test
  void noMatchingAppIsAnEmptyListAndNoError() {
    TargetQuery query = TargetQuery.of(new ByGroup("/elsewhere"), "akkamgmthttp");

    assertThat(MarathonTargets.parse(TWO_TIERS, query))
        .isEqualTo(new Targets(List.of(), List.of()));
  }

  @Test
  void anAppWithoutTheNamedPortIsReportedOnceAndTheOthersAreFound() {
    TargetQuery query = TargetQuery.of(new ByGroup("/switchboard"), "thrift");

    Targets found = MarathonTargets.parse(TWO_TIERS, query);

    assertThat(addresses(found)).containsExactly("10.1.2.11:31903");
    assertThat(found.warnings())
        .singleElement()
        .satisfies(
            warning -> {
              assertThat(warning.kind()).isEqualTo(Kind.PORT_NAME_UNKNOWN);
              assertThat(warning.appId()).isEqualTo("/switchboard/backend");
              assertThat(warning.taskId()).isEmpty();
            });
  }

  @Test
  void anAppThatIsAskedForByIdAndIsNotThereIsReported() {
    TargetQuery query =
        TargetQuery.of(new ByIds(Set.of("/switchboard/api", "/switchboard/apo")), "thrift");

    Targets found = MarathonTargets.parse(TWO_TIERS, query);

    assertThat(addresses(found)).containsExactly("10.1.2.11:31903");
    assertThat(found.warnings())
        .extracting(TargetWarning::kind, TargetWarning::appId)
        .containsExactly(tuple(Kind.APP_UNKNOWN, "/switchboard/apo"));
  }

  @Test
  void aTaskWithTooFewPortsIsReportedAndTheOthersAreFound() {
    String answer =
        """
        {"apps": [{
          "id": "/a", "networks": [{"mode": "host"}],
          "portDefinitions": [{"name": "first"}, {"name": "second"}],
          "tasks": [
            {"id": "a.1", "appId": "/a", "host": "h1", "state": "TASK_RUNNING", "ports": [31000]},
            {"id": "a.2", "appId": "/a", "host": "h2", "state": "TASK_RUNNING"},
            {"id": "a.3", "appId": "/a", "host": "h3", "state": "TASK_RUNNING", "ports": [1, 65535]}
          ]}]}
        """;

    Targets found = MarathonTargets.parse(answer, TargetQuery.of(new ByGroup("/"), "second"));

    assertThat(addresses(found)).containsExactly("h3:65535");
    assertThat(found.warnings())
        .extracting(TargetWarning::kind, warning -> warning.taskId().orElseThrow())
        .containsExactly(tuple(Kind.TOO_FEW_PORTS, "a.1"), tuple(Kind.TOO_FEW_PORTS, "a.2"));
  }

  @Test
  void autoTakesTheAgentInBridgeModeAndTheContainerOnAContainerNetwork() {
    Targets found =
        MarathonTargets.parse(CONTAINERS, TargetQuery.of(new ByGroup("/sb"), "akkamgmthttp"));

    assertThat(addresses(found))
        .containsExactly("10.1.3.1:20002", "10.1.3.2:20012", "fd00::12:8558");
    assertThat(found.targets().get(2).ip()).isPresent();
    assertThat(found.warnings())
        .singleElement()
        .extracting(TargetWarning::kind, warning -> warning.taskId().orElseThrow())
        .containsExactly(Kind.NO_IP_ADDRESS, "sb_overlay.2");
  }

  @Test
  void hostPolicySkipsUnpublishedPortsWhenItCountsATasksPorts() {
    TargetQuery query =
        TargetQuery.of(new ByIds(Set.of("/sb/overlay")), "akkamgmthttp")
            .withAddressPolicy(AddressPolicy.HOST);

    assertThat(addresses(MarathonTargets.parse(CONTAINERS, query)))
        .containsExactly("10.1.3.3:20022", "10.1.3.4:20032");
  }

  @Test
  void hostPolicyReportsAPortThatTheAgentDoesNotPublish() {
    TargetQuery query =
        TargetQuery.of(new ByIds(Set.of("/sb/overlay")), "akkaremote")
            .withAddressPolicy(AddressPolicy.HOST);

    Targets found = MarathonTargets.parse(CONTAINERS, query);

    assertThat(found.targets()).isEmpty();
    assertThat(found.warnings())
        .extracting(TargetWarning::kind)
        .containsExactly(Kind.NO_HOST_PORT, Kind.NO_HOST_PORT);
  }

  @Test
  void containerPolicyTakesTheFirstAddressAndThePortInsideTheContainer() {
    TargetQuery query =
        TargetQuery.of(new ByIds(Set.of("/sb/bridged")), "akkamgmthttp")
            .withAddressPolicy(AddressPolicy.CONTAINER_IP);

    assertThat(addresses(MarathonTargets.parse(CONTAINERS, query)))
        .containsExactly("172.17.0.4:8558");
  }

  @Test
  void aContainerPortOfZeroIsTheSameAsTheOneOnTheAgent() {
    TargetQuery query =
        TargetQuery.of(new ByIds(Set.of("/sb/bridged")), "same")
            .withAddressPolicy(AddressPolicy.CONTAINER_IP);

    assertThat(addresses(MarathonTargets.parse(CONTAINERS, query)))
        .containsExactly("172.17.0.4:20003");
  }

  @Test
  void aContainerPortThatNobodyNamesIsReported() {
    Targets found =
        MarathonTargets.parse(
            CONTAINERS, TargetQuery.of(new ByIds(Set.of("/sb/overlay")), "nowhere"));

    assertThat(found.targets()).isEmpty();
    assertThat(found.warnings()).extracting(TargetWarning::kind).contains(Kind.NO_CONTAINER_PORT);
  }

  @Test
  void containerPolicyInHostModeUsesThePortOnTheAgent() {
    TargetQuery query =
        TargetQuery.of(new ByIds(Set.of("/switchboard/backend")), "akkamgmthttp")
            .withAddressPolicy(AddressPolicy.CONTAINER_IP);

    assertThat(addresses(MarathonTargets.parse(TWO_TIERS, query)))
        .containsExactly("10.1.2.11:31002");
  }

  private static List<String> addresses(Targets found) {
    return found.targets().stream().map(t -> t.host() + ":" + t.port()).toList();
  }

  private static String resource(String name) {
    try (InputStream in = MarathonTargetsTest.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
