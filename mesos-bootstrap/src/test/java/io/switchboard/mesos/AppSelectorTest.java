package io.switchboard.mesos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.switchboard.mesos.AppSelector.ByGroup;
import io.switchboard.mesos.AppSelector.ByIds;
import io.switchboard.mesos.AppSelector.ByLabel;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The three ways to name the apps of a cluster. */
final class AppSelectorTest {

  @Test
  void aLabelMustHaveExactlyTheValue() {
    AppSelector blue = new ByLabel("CLUSTER", "blue");

    assertThat(blue.matches("/a", Map.of("CLUSTER", "blue"))).isTrue();
    assertThat(blue.matches("/a", Map.of("CLUSTER", "blue2"))).isFalse();
    assertThat(blue.matches("/a", Map.of())).isFalse();
  }

  @Test
  void aGroupTakesWhatIsBelowItAtAnyDepth() {
    AppSelector group = new ByGroup("/a/b");

    assertThat(group.matches("/a/b/c", Map.of())).isTrue();
    assertThat(group.matches("/a/b/c/d", Map.of())).isTrue();
    assertThat(group.matches("/a/b", Map.of())).isFalse();
    assertThat(group.matches("/a/bc", Map.of())).isFalse();
    assertThat(new ByGroup("/").matches("/x", Map.of())).isTrue();
  }

  @Test
  void mistakesAreToldAtOnce() {
    assertThatThrownBy(() -> new ByIds(Set.of("/a", "b"))).hasMessageContaining("\"b\"");
    assertThatThrownBy(() -> new ByIds(Set.of())).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ByGroup("a")).hasMessageContaining("absolute");
    assertThatThrownBy(() -> new ByLabel(" ", "x")).hasMessageContaining("label name");
  }
}
