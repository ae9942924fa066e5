package io.switchboard.kafka.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class PoisonSearchTest {
  private final PoisonSearch search = new PoisonSearch();
  private final List<PartitionKey> all =
      IntStream.range(0, 1_000).mapToObj(i -> new PartitionKey("t", i)).toList();

  @Test
  void theCulpritIsFoundByHalves() {
    PartitionKey bad = all.get(617);
    Optional<PartitionKey> found = Optional.empty();
    int rounds = 0;
    while (found.isEmpty() && rounds++ < 30) {
      List<PartitionKey> read = all.stream().filter(search::allows).toList();
      if (read.contains(bad)) {
        found = search.broke(read);
      } else {
        search.survived();
      }
    }
    assertThat(found).contains(bad);
    assertThat(rounds).isLessThanOrEqualTo(12);
    assertThat(all).allMatch(search::allows);
  }

  @Test
  void whoWasGuiltyBeforeIsSuspectedFirst() {
    search.broke(List.of(all.get(5)));
    assertThat(search.broke(all)).contains(all.get(5));
    assertThat(search.isSearching()).isFalse();
  }

  @Test
  void aSearchWithoutAFurtherErrorEnds() {
    search.broke(all);
    assertThat(all.stream().filter(search::allows)).hasSize(500);
    for (int i = 0; i < 12; i++) {
      search.survived();
    }
    assertThat(search.isSearching()).isFalse();
    assertThat(all).allMatch(search::allows);
  }
}
