package io.switchboard.mesos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An answer that cannot be read throws and says where, in place of giving some of the targets. */
final class MalformedReplyTest {
  private static final TargetQuery ALL =
      TargetQuery.of(new AppSelector.ByGroup("/"), "akkamgmthttp");

  /** One good task and one that each test makes bad. */
  private static final String ANSWER =
      """
      {"apps": [{
        "id": "/a", "labels": {"x": "y"}, "networks": [{"mode": "host"}],
        "portDefinitions": [{"name": "akkamgmthttp"}],
        "tasks": [
          {"id": "a.1", "appId": "/a", "host": "h1", "state": "TASK_RUNNING", "ports": [31001]},
          {"id": "a.2", "appId": "/a", "host": "h2", "state": "TASK_RUNNING", "ports": [31002]}
        ]}]}
      """;

  @Test
  void theAnswerIsFineBeforeAnythingIsBroken() {
    assertThat(MarathonTargets.parse(ANSWER, ALL).targets()).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "   ",
        "null",
        "[]",
        "\"apps\"",
        "{}",
        "{\"apps\": null}",
        "{\"apps\": {}}",
        "{\"apps\": [3]}",
        "{\"apps\": []} {}",
        "{\"apps\": [",
        "<html>502 Bad Gateway</html>",
        "{\"message\": \"Invalid username or password.\"}"
      })
  void whatIsNotAListOfAppsIsRefused(String answer) {
    assertThatThrownBy(() -> MarathonTargets.parse(answer, ALL))
        .isInstanceOf(MalformedReplyException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"id\": \"a.2\",         | ``                       | /apps/0/tasks/1",
        "\"appId\": \"/a\", \"host\": \"h2\" | \"host\": \"h2\"  | /apps/0/tasks/1",
        "\"host\": \"h2\"         | \"host\": null           | /apps/0/tasks/1",
        "\"host\": \"h2\"         | \"host\": \"\"           | /apps/0/tasks/1/host",
        "\"host\": \"h2\", \"state\": \"TASK_RUNNING\", | \"host\": \"h2\", | /apps/0/tasks/1",
        "[31002]                  | \"31002\"                | /apps/0/tasks/1/ports",
        "[31002]                  | [\"31002\"]              | /apps/0/tasks/1/ports/0",
        "[31002]                  | [0]                      | /apps/0/tasks/1/ports/0",
        "[31002]                  | [65536]                  | /apps/0/tasks/1/ports/0",
        "[31002]                  | [31002.5]                | /apps/0/tasks/1/ports/0",
        "\"id\": \"/a\",          | ``                       | /apps/0",
        "\"tasks\":               | \"notTasks\":            | embed=apps.tasks",
        "{\"x\": \"y\"}           | 7                        | /apps/0/labels",
        "[{\"mode\": \"host\"}]   | \"host\"                 | /apps/0/networks",
        "[{\"name\": \"akkamgmthttp\"}] | {}                 | /apps/0/portDefinitions"
      })
  void oneBadPlaceRefusesTheWholeAnswerAndIsNamed(String good, String bad, String place) {
    String broken = ANSWER.replace(good, bad);
    assertThat(broken).isNotEqualTo(ANSWER);

    assertThatThrownBy(() -> MarathonTargets.parse(broken, ALL))
        .isInstanceOf(MalformedReplyException.class)
        .hasMessageContaining(place);
  }

  @Test
  void aSmallAnswerThatWouldBeALargeTreeIsRefused() {
    String deep = "{\"apps\": " + "[".repeat(500) + "]".repeat(500) + "}";
    String wide = "{\"apps\": [" + "[],".repeat(600_000) + "[]]}";

    assertThatThrownBy(() -> MarathonTargets.parse(deep, ALL))
        .isInstanceOf(MalformedReplyException.class)
        .hasMessageContaining("nested deeper than");
    assertThatThrownBy(() -> MarathonTargets.parse(wide, ALL))
        .isInstanceOf(MalformedReplyException.class)
        .hasMessageContaining("JSON tokens");
  }

  @Test
  void noContentOfTheAnswerGetsIntoTheMessage() {
    String answer = "{\"apps\": [{\"id\": \"/a\", \"env\": {\"PASSWORD\": \"geheim\"}, geheim";

    assertThatThrownBy(() -> MarathonTargets.parse(answer, ALL))
        .isInstanceOf(MalformedReplyException.class)
        .hasNoCause()
        .message()
        .contains("line 1, column")
        .doesNotContain("PASSWORD", "geheim");
  }

  @Test
  void aTaskOfAnUnknownStateIsLeftOutAndRefusesNothing() {
    String answer = ANSWER.replaceFirst("TASK_RUNNING", "TASK_OF_A_LATER_MESOS");

    assertThat(MarathonTargets.parse(answer, ALL).targets())
        .extracting(Target::taskId)
        .containsExactly("a.2");
  }
}
