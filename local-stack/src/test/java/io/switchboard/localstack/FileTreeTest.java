package io.switchboard.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileTreeTest {
  @TempDir private Path folder;

  @Test
  void whatIsInAFolderIsDeleted_theFolderAndWhatItsLinksLeadToStay() throws IOException {
    Path kept = Files.writeString(folder.resolve("kept"), "x");
    Path emptied = Files.createDirectories(folder.resolve("emptied/deep/deeper")).getParent();
    Files.writeString(emptied.resolve("deeper/file"), "x");
    Files.createSymbolicLink(emptied.resolve("link"), folder);

    FileTree.deleteContents(folder.resolve("emptied"));

    assertThat(folder.resolve("emptied")).isEmptyDirectory();
    assertThat(kept).exists();
  }

  @Test
  void whereNothingIsThereIsNothingToDelete() {
    assertThatCode(() -> FileTree.deleteContents(folder.resolve("none")))
        .doesNotThrowAnyException();
  }
}
