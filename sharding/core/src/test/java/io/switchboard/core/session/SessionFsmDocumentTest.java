package io.switchboard.core.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The document of the state machine is what the table says now. */
class SessionFsmDocumentTest {

  @Test
  void theDocumentIsUpToDate() throws IOException {
    Path document = document();
    if (Boolean.getBoolean("session-fsm.write")) {
      Files.writeString(document, SessionFsmDocument.write());
    }

    assertThat(Files.exists(document) ? Files.readString(document) : "")
        .as("docs/session-fsm.md is stale; write it anew: %s", SessionFsmDocument.COMMAND)
        .isEqualTo(SessionFsmDocument.write());
  }

  /** Found from wherever the tests are started inside of the repository. */
  private static Path document() {
    Path folder = Path.of("").toAbsolutePath();
    while (folder != null && !Files.isDirectory(folder.resolve("sharding/core"))) {
      folder = folder.getParent();
    }
    assertThat(folder).as("a folder above this one with sharding/core").isNotNull();
    return folder.resolve("docs/session-fsm.md");
  }
}
