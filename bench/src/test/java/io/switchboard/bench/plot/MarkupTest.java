package io.switchboard.bench.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class MarkupTest {
  private static final String HOSTILE = "</p><script>alert(\"1\" & '2')</script> × ☃ 🦆";

  @Test
  void aTextComesBackAsItWas() throws Exception {
    Parsed parsed = Parsed.of(new Markup().element("p", HOSTILE).finish());
    assertThat(parsed.texts("p")).containsExactly(HOSTILE);
    assertThat(parsed.all("script")).isEmpty();
  }

  @Test
  void soDoesAnAttribute() throws Exception {
    Parsed parsed = Parsed.of(new Markup().open("p", "title", HOSTILE).close().finish());
    assertThat(parsed.all("p").get(0).getAttribute("title")).isEqualTo(HOSTILE);
  }

  @Test
  void whatNoXmlMayHoldIsReplaced() {
    assertThat(Markup.escaped("a\u0000b\u001bc\ud800d\uffffe"))
        .isEqualTo("a\ufffdb\ufffdc\ufffdd\ufffde");
    assertThat(Markup.escaped("a\tb\nc")).isEqualTo("a\tb\nc");
  }

  @Test
  void anElementThatWasNotEndedIsAMistake() {
    assertThatThrownBy(new Markup().open("p")::finish)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("[p]");
  }

  @Test
  void anAttributeWithoutAValueIsAMistake() {
    assertThatThrownBy(() -> new Markup().open("p", "class"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
