package io.switchboard.mesos.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.mesos.discovery.MarathonDouble.Asked;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A Marathon that answers as a real one does, from the settings to the list of nodes. */
final class RecordedAnswersTest {
  private static final String ROLLING = Bed.resource("rolling-deploy.json");

  @Test
  void whileADeploymentRollsOldAndNewTasksThatRunAreListedWhateverTheirHealth() {
    try (var marathon = MarathonDouble.start(MarathonDouble.json(ROLLING));
        var bed = Bed.of(marathon)) {
      assertThat(bed.lookup())
          .containsExactly("10.7.0.1:31002", "10.7.0.2:31004", "fd00:7::5:31008");
    }
  }

  @Test
  void onlyHealthyOnesAreListedForThoseWhoAskForThem() {
    try (var marathon = MarathonDouble.start(MarathonDouble.json(ROLLING));
        var bed = Bed.of(Map.of("require-healthy", true), marathon)) {
      assertThat(bed.lookup()).containsExactly("10.7.0.1:31002");
    }
  }

  @Test
  void stagingTasksAndAnotherPortAreListedIfTheSettingsSaySo() {
    Map<String, Object> settings =
        Map.of("states", List.of("running", "staging"), "port-name", "akkaremote");
    try (var marathon = MarathonDouble.start(MarathonDouble.json(ROLLING));
        var bed = Bed.of(settings, marathon)) {
      assertThat(bed.lookup())
          .containsExactly("10.7.0.1:31001", "10.7.0.2:31003", "fd00:7::5:31007", "10.7.0.6:31009");
    }
  }

  @Test
  void aGroupIsTakenFromWhatMarathonsLooserFilterLetsThrough() {
    Map<String, Object> settings = Map.of("apps.by", "group", "apps.group", "/prod/eu/switchboard");
    try (var marathon = MarathonDouble.start(MarathonDouble.json(ROLLING));
        var bed = Bed.of(settings, marathon)) {
      assertThat(bed.lookup()).hasSize(3).doesNotContain("10.7.0.9:31111");
    }
  }

  @Test
  void containersAreListedAtTheAddressesTheSettingsAskFor() {
    String containers = Bed.resource("containers.json");
    Map<String, Object> auto = Map.of("apps.by", "group", "apps.group", "/sb");
    Map<String, Object> host =
        Map.of("apps.by", "ids", "apps.ids", List.of("/sb/overlay"), "address", "host");
    try (var marathon = MarathonDouble.start(MarathonDouble.json(containers));
        var byMode = Bed.of(auto, marathon);
        var byAgent = Bed.of(host, marathon)) {
      assertThat(byMode.lookup())
          .containsExactly("10.1.3.1:20002", "10.1.3.2:20012", "fd00::12:8558");
      assertThat(byAgent.lookup()).containsExactly("10.1.3.3:20022", "10.1.3.4:20032");
    }
  }

  @Test
  void theRequestAsksForTasksOfAppsWithTheLabelAndCarriesNoCredentials() {
    try (var marathon = MarathonDouble.start(MarathonDouble.json(Bed.ONE_TASK));
        var bed = Bed.of(marathon)) {
      bed.lookup();

      assertThat(marathon.asked())
          .containsExactly(
              new Asked(
                  "/v2/apps?embed=apps.tasks&label=ACTOR_SYSTEM_NAME%3D%3Dswitchboard",
                  Optional.empty()));
      assertThat(bed.stats()).isEqualTo(new DiscoveryStats(1, 0, 0, 1));
    }
  }

  @Test
  void nobodyListedIsAnEmptyListAndNoFailure() {
    try (var marathon = MarathonDouble.start(MarathonDouble.json("{\"apps\": []}"));
        var bed = Bed.of(marathon)) {
      assertThat(bed.lookup()).isEmpty();
    }
  }
}
