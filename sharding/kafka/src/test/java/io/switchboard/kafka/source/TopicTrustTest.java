package io.switchboard.kafka.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.core.model.TopicRef;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class TopicTrustTest {
  private static final TopicRef OLD = new TopicRef("t", "1");
  private static final TopicRef NEW = new TopicRef("t", "2");

  private final TopicTrust trust = new TopicTrust(2);

  @Test
  void nothingIsTrustedBeforeACheck() {
    assertThat(trust.trusts(OLD, 0)).isFalse();
    trust.confirm(OLD, 0);
    assertThat(trust.trusts(OLD, 0)).isTrue();
  }

  @Test
  void whatIsReadAfterAMetadataUpdateNeedsACheckThatBeganAfterIt() {
    trust.metadataChanged();
    long asked = trust.generation();
    trust.metadataChanged();
    trust.confirm(OLD, asked);
    assertThat(trust.trusts(OLD, asked)).isTrue();
    assertThat(trust.trusts(OLD, trust.generation())).isFalse();
    assertThat(trust.untrusted(Set.of(OLD), 5)).containsExactly(OLD);
    assertThat(trust.untrustedNanos(OLD, 12)).isEqualTo(7);
    trust.confirm(OLD, trust.generation());
    assertThat(trust.trusts(OLD, trust.generation())).isTrue();
    assertThat(trust.untrusted(Set.of(OLD), 20)).isEmpty();
    assertThat(trust.untrustedNanos(OLD, 20)).isZero();
  }

  @Test
  void anOldAnswerDoesNotTakeTrustAway() {
    trust.metadataChanged();
    trust.confirm(OLD, 1);
    trust.confirm(OLD, 0);
    assertThat(trust.trusts(OLD, 1)).isTrue();
  }

  @Test
  void anotherIdOfTheSameNameIsNoticed() {
    assertThat(trust.isNewId(OLD)).isFalse();
    assertThat(trust.isNewId(OLD)).isFalse();
    assertThat(trust.isNewId(NEW)).isTrue();
    assertThat(trust.isNewId(NEW)).isFalse();
  }

  @Test
  void doubtAsksAgain() {
    trust.confirm(OLD, 0);
    trust.doubt("t");
    assertThat(trust.trusts(OLD, 0)).isFalse();
  }
}
