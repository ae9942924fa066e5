package io.switchboard.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProcessIdTest {

  private final ProcessId self = ProcessId.of(ProcessHandle.current());

  @Test
  void whatIsWrittenIsReadAgain() {
    assertThat(ProcessId.parse(self.toString())).contains(self);
  }

  @Test
  void anythingElseIsNotAProcess() {
    assertThat(ProcessId.parse("")).isEmpty();
    assertThat(ProcessId.parse("12")).isEmpty();
    assertThat(ProcessId.parse("12@")).isEmpty();
    assertThat(ProcessId.parse("12@13@14")).isEmpty();
    assertThat(ProcessId.parse("twelve@13")).isEmpty();
  }

  @Test
  void thisProcessIsAlive() {
    assertThat(self.isAlive()).isTrue();
  }

  @Test
  void aLaterProcessWithTheSameNumberIsAnotherOne() {
    assertThat(new ProcessId(self.pid(), self.startedAtMs() - 60_000).isAlive()).isFalse();
  }
}
