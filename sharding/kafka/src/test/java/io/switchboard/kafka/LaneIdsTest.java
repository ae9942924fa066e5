package io.switchboard.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;

class LaneIdsTest {
  private final LaneIds ids = new LaneIds("render");
  private final UUID incarnation = UUID.randomUUID();

  @Test
  void whatIsMadeIsRead() {
    String id = ids.of(incarnation, 1, 17).value();

    assertThat(id).isEqualTo("render-" + incarnation + "-1-17");
    assertThat(ids.incarnationOf(id)).contains(incarnation);
    assertThat(id).matches(ids.pattern());
  }

  @Test
  void lanesOfAClusterWhoseNameBeginsOrEndsAlikeAreNotOurs() {
    for (String other : new String[] {"render-farm", "farm-render", "rende", "renderx"}) {
      String id = new LaneIds(other).of(incarnation, 0, 1).value();
      assertThat(ids.incarnationOf(id)).as(other).isEmpty();
      assertThat(id).doesNotMatch(ids.pattern());
    }
  }

  @Test
  void otherTransactionalIdsAreNoLanes() {
    String id = ids.of(incarnation, 0, 1).value();

    assertThat(ids.incarnationOf(id + "-x")).isEmpty();
    assertThat(ids.incarnationOf("render-job-7")).isEmpty();
    assertThat(ids.incarnationOf("")).isEmpty();
  }
}
