package io.switchboard.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharedStackFolderTest {

  @TempDir Path path;

  private final ProcessId self = ProcessId.of(ProcessHandle.current());

  @Test
  void whoeverLivesIsAUserAndWhoeverHasEndedIsForgotten() throws IOException {
    SharedStackFolder folder = new SharedStackFolder(path);
    ProcessId ended = new ProcessId(self.pid(), self.startedAtMs() - 60_000);
    folder.register(self);
    folder.register(self);
    folder.register(ended);

    assertThat(folder.users()).containsExactly(self);
    assertThat(path.resolve("watch/" + ended)).doesNotExist();
  }

  @Test
  void whatTheSupervisorSaysIsRead() throws IOException {
    SharedStackFolder folder = new SharedStackFolder(path);
    SharedStackFolder.State state =
        new SharedStackFolder.State(self, SharedStackFolder.Phase.FAILED, "two\nlines");
    assertThat(folder.state()).isEmpty();

    folder.write(state);

    assertThat(folder.state()).contains(state);
    folder.deleteState();
    assertThat(folder.state()).isEmpty();
  }

  @Test
  void theFolderOfThisBuildIsInTheCheckoutsTarget() {
    assertThat(SharedStackFolder.ofThisBuild().path()).endsWithRaw(Path.of("target", "test-stack"));
    assertThat(SharedStackFolder.ofThisBuild().path().resolve("../../.mvn").normalize())
        .isDirectory();
  }

  @Test
  void theProcessThatIsWatchedIsThisOneOrAnAncestor() {
    ProcessId found = BuildProcess.find();

    assertThat(found.isAlive()).isTrue();
    assertThat(
            Stream.iterate(
                    Optional.of(ProcessHandle.current()),
                    Optional::isPresent,
                    process -> process.flatMap(ProcessHandle::parent))
                .map(process -> process.orElseThrow().pid()))
        .contains(found.pid());
    // Surefire's JVM is a child of Maven's; the property tells that it is surefire's.
    if (System.getProperty("surefire.real.class.path") != null) {
      assertThat(found.pid()).isNotEqualTo(ProcessHandle.current().pid());
    }
  }

  @Test
  void contentsAreDeletedExceptForOneName() throws IOException {
    Files.createDirectories(path.resolve("a/b"));
    Files.writeString(path.resolve("a/b/file"), "");
    Files.writeString(path.resolve("keep"), "");

    FileTree.deleteContents(path, "keep");

    assertThat(path).isDirectoryContaining("glob:**keep").isDirectoryNotContaining("glob:**a");
  }
}
