package io.switchboard.entity.spill;

import io.switchboard.core.model.SessionId;
import io.switchboard.core.port.Ownership.Spilled;
import io.switchboard.core.port.SpillStore;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Sessions in the order in which they were added; a page's token is where it begins. */
final class FakeSpillStore implements SpillStore {
  final List<SessionId> sessions = new CopyOnWriteArrayList<>();
  final Map<SessionId, List<Batch>> written = new ConcurrentHashMap<>();
  volatile Optional<String> failsAtPage = Optional.empty();
  volatile boolean away;
  volatile int largestPage;

  @Override
  public CompletionStage<Void> write(SessionId session, long epoch, List<Batch> batches) {
    if (away) {
      return CompletableFuture.failedFuture(new IllegalStateException("away"));
    }
    written.put(session, batches);
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletionStage<List<Batch>> read(SessionId session, Spilled spilled) {
    throw new UnsupportedOperationException("read by sessions only");
  }

  @Override
  public CompletionStage<Void> deleteBelow(SessionId session, long epoch) {
    throw new UnsupportedOperationException("deleted by sessions only");
  }

  @Override
  public CompletionStage<Page> sessions(int limit, Optional<String> pageToken) {
    largestPage = Math.max(largestPage, limit);
    if (away || (failsAtPage.isPresent() && failsAtPage.equals(pageToken))) {
      return CompletableFuture.failedFuture(new IllegalStateException("away"));
    }
    int from = pageToken.map(Integer::parseInt).orElse(0);
    int to = Math.min(sessions.size(), from + limit);
    return CompletableFuture.completedFuture(
        new Page(
            List.copyOf(sessions.subList(from, to)),
            to < sessions.size() ? Optional.of(Integer.toString(to)) : Optional.empty()));
  }
}
