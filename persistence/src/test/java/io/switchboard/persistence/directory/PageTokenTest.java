package io.switchboard.persistence.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PageTokenTest {
  private static final String SESSION = "abcdefghijklmnopqrstuvwx27";

  /** Recorded: another answer would lose every entry that is already stored. */
  @Test
  void aSessionsBucketNeverChanges() {
    assertThat(PageToken.bucketOf(SESSION)).isEqualTo(17);
    assertThat(PageToken.bucketOf("22222222222222222222222222")).isEqualTo(0);
  }

  @Test
  void aTokenLeadsBehindItsSession() {
    assertThat(PageToken.parse(PageToken.behind(SESSION)))
        .isEqualTo(new PageToken(PageToken.bucketOf(SESSION), SESSION));
  }

  @Test
  void whatIsNoSessionIsNoToken() {
    for (String token : new String[] {"", "?", "AAAA", PageToken.behind("x".repeat(27))}) {
      assertThatThrownBy(() -> PageToken.parse(token)).isInstanceOf(IllegalArgumentException.class);
    }
  }
}
