package io.switchboard.entity;

import io.switchboard.core.model.SessionId;
import io.switchboard.core.port.SessionDirectory;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

/** A directory that keeps what is put, and answers what a test says. */
final class FakeDirectory implements SessionDirectory {
  final List<Entry> puts = new CopyOnWriteArrayList<>();
  volatile CompletableFuture<Optional<Entry>> found =
      CompletableFuture.completedFuture(Optional.empty());

  @Override
  public CompletionStage<Void> put(Entry entry) {
    puts.add(entry);
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletionStage<Optional<Entry>> find(SessionId session) {
    return found;
  }

  @Override
  public CompletionStage<Page> list(int limit, Optional<String> pageToken) {
    throw new UnsupportedOperationException("not asked by sessions");
  }
}
