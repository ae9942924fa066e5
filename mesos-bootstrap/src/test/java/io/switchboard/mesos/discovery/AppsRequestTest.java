package io.switchboard.mesos.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.mesos.AppSelector;
import io.switchboard.mesos.AppSelector.ByGroup;
import io.switchboard.mesos.AppSelector.ByIds;
import io.switchboard.mesos.AppSelector.ByLabel;
import java.net.URI;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which filter Marathon is asked with, in its own spelling. */
final class AppsRequestTest {

  @Test
  void labelsAreEscapedWhereAQueryHasAMeaningForTheirCharacters() {
    assertThat(query(new ByLabel("CLUSTER", "blue.1"))).isEqualTo("&label=CLUSTER==blue.1");
    assertThat(query(new ByLabel("a b", "x,y"))).isEqualTo("&label=a\\ b==x\\,y");
  }

  @Test
  void idsAndGroupsAskForTheirCommonStart() {
    assertThat(query(new ByIds(Set.of("/sb/backend", "/sb/api")))).isEqualTo("&id=/sb/");
    assertThat(query(new ByIds(Set.of("/sb/api")))).isEqualTo("&id=/sb/api");
    assertThat(query(new ByGroup("/prod/sb"))).isEqualTo("&id=/prod/sb");
  }

  @Test
  void withoutACommonStartAllAppsAreAskedFor() {
    assertThat(query(new ByIds(Set.of("/a", "/b")))).isEmpty();
    assertThat(query(new ByGroup("/"))).isEmpty();
  }

  private static String query(AppSelector apps) {
    URI url = AppsRequest.of(URI.create("https://m/service/marathon"), apps);
    assertThat(url.getPath()).isEqualTo("/service/marathon/v2/apps");
    assertThat(url.getQuery()).startsWith("embed=apps.tasks");
    return url.getQuery().substring("embed=apps.tasks".length());
  }
}
