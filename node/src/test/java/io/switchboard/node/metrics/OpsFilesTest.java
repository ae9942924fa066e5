package io.switchboard.node.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Alerts and dashboard ask only for figures that there are. */
class OpsFilesTest {
  private static final Path ALERTS = MetricsList.docs().resolve("ops/alerts.yaml");
  private static final Path DASHBOARD = MetricsList.docs().resolve("ops/dashboard.json");
  private static final Pattern NAME =
      Pattern.compile("\\b(?:switchboard|jvm|process|system)_[a-z0-9_]+\\b");

  private static Set<String> unknownIn(String query) {
    Set<String> known = MetricsList.names();
    Set<String> unknown = new TreeSet<>();
    Matcher name = NAME.matcher(query);
    while (name.find()) {
      if (!known.contains(name.group())) {
        unknown.add(name.group());
      }
    }
    return unknown;
  }

  @SuppressWarnings("unchecked")
  private static List<Map<String, Object>> rules() throws IOException {
    Map<String, Object> file =
        new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(ALERTS));
    List<Map<String, Object>> rules = new ArrayList<>();
    for (Object group : (List<Object>) file.get("groups")) {
      rules.addAll((List<Map<String, Object>>) ((Map<String, Object>) group).get("rules"));
    }
    return rules;
  }

  @Test
  void theListHasNamesAtAll() {
    assertThat(MetricsList.families()).hasSizeGreaterThan(80);
  }

  @Test
  void aMisspeltNameWouldBeFound() {
    assertThat(unknownIn("rate(switchboard_lane_deaths_total[5m]) > switchboard_lane_death_total"))
        .containsExactly("switchboard_lane_death_total");
  }

  @Test
  void everyAlertAsksForFiguresThatThereAre() throws IOException {
    assertThat(rules()).hasSizeGreaterThan(10);
    for (Map<String, Object> rule : rules()) {
      String query = (String) rule.get("expr");
      assertThat(unknownIn(query)).as("%s", rule.get("alert")).isEmpty();
      assertThat(NAME.matcher(query).find() || query.contains("up{"))
          .as("%s asks for something", rule.get("alert"))
          .isTrue();
    }
  }

  @Test
  @SuppressWarnings("unchecked")
  void everyAlertSaysWhatItMeansAndWhatToDo() throws IOException {
    Set<Object> names = new HashSet<>();
    for (Map<String, Object> rule : rules()) {
      assertThat(names.add(rule.get("alert"))).as("once: %s", rule.get("alert")).isTrue();
      Map<String, String> labels = (Map<String, String>) rule.get("labels");
      assertThat(labels.get("severity")).isIn("page", "ticket");
      Map<String, String> annotations = (Map<String, String>) rule.get("annotations");
      assertThat(annotations).containsOnlyKeys("summary", "meaning", "action");
      assertThat(annotations.values()).allSatisfy(text -> assertThat(text).hasSizeGreaterThan(15));
    }
  }

  @Test
  void everyPanelOfTheDashboardAsksForFiguresThatThereAre() throws IOException {
    JsonNode dashboard = new ObjectMapper().readTree(Files.readString(DASHBOARD));
    List<String> queries = dashboard.path("panels").findValuesAsText("expr");
    assertThat(queries).hasSizeGreaterThan(20);
    assertThat(queries).allSatisfy(query -> assertThat(unknownIn(query)).isEmpty());
    Set<Integer> ids = new HashSet<>();
    for (JsonNode panel : dashboard.path("panels")) {
      assertThat(ids.add(panel.path("id").asInt())).as("ids differ").isTrue();
      assertThat(panel.path("title").asText()).isNotBlank();
    }
  }
}
