package io.switchboard.multijvm;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.multijvm.LedgerOracle.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** The oracle finds nothing in a good ledger, and every kind of damage in a bad one. */
final class LedgerOracleTest {

  /** Session a moves from lane to lane twice, and back to the first partition; b never moves. */
  private static List<Entry> good() {
    return new ArrayList<>(
        List.of(
            new Entry("a", 1, 1, 0, 2, 0, 10),
            new Entry("b", 1, 1, 0, 1, 0, 11),
            new Entry("a", 2, 1, 0, 2, 0, 14),
            new Entry("a", 3, 2, 0, 2, 1, 5),
            new Entry("b", 2, 1, 0, 1, 0, 17),
            new Entry("a", 4, 5, 1, 2, 0, 20)));
  }

  private static List<String> withChanged(int index, UnaryOperator<Entry> change) {
    List<Entry> entries = good();
    entries.set(index, change.apply(entries.get(index)));
    return LedgerOracle.violations(entries);
  }

  @Test
  void aSessionThatMovesInOrderIsFine() {
    assertThat(LedgerOracle.violations(good())).isEmpty();
  }

  @Test
  void aBatchThatTwoOwnersPublishedIsFound() {
    List<Entry> entries = good();
    entries.add(new Entry("a", 2, 2, 0, 2, 1, 4));
    assertThat(LedgerOracle.violations(entries)).anyMatch(v -> v.contains("published twice"));
  }

  @Test
  void aBatchThatIsNotThereIsFound() {
    List<Entry> entries = good();
    entries.remove(2);
    assertThat(LedgerOracle.violations(entries))
        .singleElement()
        .matches(v -> v.contains("missing: seq 2"));
  }

  @Test
  void anOwnerThatPublishesAfterItsSuccessorIsFound() {
    assertThat(withChanged(5, e -> new Entry("a", 4, 1, 0, 2, 0, 20)))
        .singleElement()
        .matches(v -> v.contains("after its successor"));
  }

  @Test
  void twoLanesInOneEpochAreFound() {
    assertThat(withChanged(3, e -> new Entry("a", 3, 1, 0, 2, 1, 5)))
        .singleElement()
        .matches(v -> v.contains("two lanes"));
    assertThat(withChanged(2, e -> new Entry("a", 2, 1, 1, 2, 0, 14)))
        .singleElement()
        .matches(v -> v.contains("two lanes"));
  }

  @Test
  void aLogInAnotherOrderIsFound() {
    assertThat(withChanged(2, e -> new Entry("a", 2, 1, 0, 2, 0, 9)))
        .singleElement()
        .matches(v -> v.contains("out of order"));
  }

  @Test
  void noSessionIsJudgedByAnothersRecords() {
    assertThat(withChanged(4, e -> new Entry("b", 2, 9, 3, 1, 2, 1))).isEmpty();
  }
}
