package io.switchboard.entity.budget;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReadBudgetTest {
  private static final int FULL = 1 << 20;
  private static final int LEAST = ReadBudget.MIN_SHARE_BYTES;
  private static final long LIMIT = 16L * FULL;

  private final ReadBudget budget = new ReadBudget(LIMIT, FULL);

  private List<ReadShare> open(int readers) {
    List<ReadShare> shares = new ArrayList<>();
    for (int i = 0; i < readers; i++) {
      shares.add(budget.open(1));
    }
    return shares;
  }

  @Test
  void aFewReadersHaveTheirFullShares() {
    assertThat(open(16)).allSatisfy(share -> assertThat(share.allowed(0)).isEqualTo(FULL));
    assertThat(budget.bytes().held()).isEqualTo(LIMIT);
  }

  @Test
  void manyReadersHaveLessEachAndNobodyNothing() {
    List<ReadShare> shares = open(3_000);
    assertThat(shares)
        .allSatisfy(share -> assertThat(share.allowed(0)).isGreaterThanOrEqualTo(LEAST));
    assertThat(budget.bytes().held()).isLessThanOrEqualTo(LIMIT + 3_000L * LEAST);
  }

  @Test
  void whoCameEarlyGivesUpWhatIsNotFairAsItReads() {
    List<ReadShare> early = open(16);
    List<ReadShare> late = open(16);
    assertThat(late).allSatisfy(share -> assertThat(share.allowed(0)).isEqualTo(LEAST));
    for (ReadShare share : early) {
      int read = FULL / 2;
      assertThat(share.renew(0, read)).isZero();
      assertThat(share.allowed(0)).isEqualTo(FULL - read);
    }
    for (ReadShare share : late) {
      share.renew(0, LEAST);
    }
    // What the early ones gave is less by what the late ones began with.
    assertThat(late.subList(0, 15)).allSatisfy(s -> assertThat(s.allowed(0)).isEqualTo(FULL / 2));
    assertThat(budget.bytes().held()).isLessThanOrEqualTo(LIMIT);
  }

  @Test
  void aShareGrowsAgainWhenOthersAreGone() {
    List<ReadShare> shares = open(64);
    ReadShare stays = shares.get(63);
    int before = stays.allowed(0);
    shares.subList(0, 63).forEach(ReadShare::close);
    assertThat(stays.renew(0, 100)).isEqualTo(100 + FULL - before);
    assertThat(budget.readers()).isEqualTo(1);
    assertThat(budget.bytes().held()).isEqualTo(FULL);
  }

  @Test
  void everyPartitionMayHaveSomethingHoweverManyThereAre() {
    ReadShare share = new ReadBudget(0, FULL).open(LEAST * 2);
    assertThat(share.allowed(LEAST * 2 - 1)).isEqualTo(1);
    assertThat(share.renew(0, 500)).isEqualTo(500);
  }

  @Test
  void aShareGivesBackAllThatItHeld() {
    ReadShare share = budget.open(3);
    share.collect(5_000);
    share.renew(1, 100_000);
    budget.open(2).close();
    share.close();
    share.close();
    assertThat(budget.bytes().held()).isZero();
    assertThat(budget.readers()).isZero();
  }

  @Test
  void aFullBudgetIsShortOnlyWhenMoreIsHeldThanMayBe() {
    HeldBytes bytes = new HeldBytes(100);
    assertThat(bytes.takeFree(150)).isEqualTo(100);
    assertThat(bytes.isShort()).isFalse();
    assertThat(bytes.hasRoomFor(1)).isFalse();
    assertThat(bytes.takeFree(1)).isZero();
    bytes.change(1);
    assertThat(bytes.isShort()).isTrue();
    assertThat(bytes.hasRoomFor(0)).isTrue();
  }
}
