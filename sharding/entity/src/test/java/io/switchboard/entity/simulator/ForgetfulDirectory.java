package io.switchboard.entity.simulator;

import io.switchboard.core.model.SessionId;
import io.switchboard.core.port.SessionDirectory;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A directory that keeps nothing: no promise rests on it. */
final class ForgetfulDirectory implements SessionDirectory {
  @Override
  public CompletionStage<Void> put(Entry entry) {
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletionStage<Optional<Entry>> find(SessionId session) {
    return CompletableFuture.completedFuture(Optional.empty());
  }

  @Override
  public CompletionStage<Page> list(int limit, Optional<String> pageToken) {
    return CompletableFuture.completedFuture(new Page(List.of(), Optional.empty()));
  }
}
