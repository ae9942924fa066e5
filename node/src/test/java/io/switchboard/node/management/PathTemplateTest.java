package io.switchboard.node.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which path fits which template, and which route it leads to. */
final class PathTemplateTest {
  private static final PathTemplate MOVE = new PathTemplate("/shards/{id}/move");

  @ParameterizedTest
  @CsvSource({
    "/shards/7/move,7",
    "/shards/a.b-c_d/move,a.b-c_d",
    "/shards/h%3A1/move,h:1",
    "/shards/[::1]:25520/move,[::1]:25520"
  })
  void aParameterIsOneSegmentDecoded(String path, String value) {
    assertThat(MOVE.match(path)).contains(Map.of("id", value));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "/shards//move",
        "/shards/7/move/",
        "//shards/7/move",
        "/shards/7",
        "/Shards/7/move",
        "/shards/7%2Fmove/move",
        "/shards/7%0A/move",
        "/shards/%/move",
        "/shards/%zz/move",
        "/shards/a b/move",
        "/shards/a+b/move",
        "/shards/ü/move"
      })
  void otherPathsDoNotFit(String path) {
    assertThat(MOVE.match(path)).isEmpty();
  }

  @Test
  void aValueIsBounded() {
    assertThat(MOVE.match("/shards/" + "x".repeat(300) + "/move")).isPresent();
    assertThat(MOVE.match("/shards/" + "x".repeat(301) + "/move")).isEmpty();
  }

  @Test
  void aTableHoldsEachRouteOnce() {
    Route route = Route.getNow("/a", call -> Answer.text("text/plain", "a"));

    assertThat(new Router(List.of(route)).find("PUT", "/a"))
        .isEqualTo(new Router.Found.OtherMethods("GET"));
    assertThat(new Router(List.of(route)).find("GET", "/b")).isEqualTo(new Router.Found.Nothing());
    assertThatThrownBy(() -> new Router(List.of(route, route)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
