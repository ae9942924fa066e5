package io.switchboard.entity.owning;

import io.switchboard.core.model.SessionId;
import io.switchboard.core.port.Ownership.Spilled;
import io.switchboard.core.port.SpillFolder;
import io.switchboard.core.port.SpillStore;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.LongStream;

/** A spill store and a node's folder in memory; each answers, or fails, at once. */
public final class FakeSpill implements SpillStore, SpillFolder {
  public final Map<SessionId, Map<Long, Map<Long, Batch>>> rows = new ConcurrentHashMap<>();
  public final List<Left> files = new CopyOnWriteArrayList<>();
  public volatile boolean storeIsAway;
  public volatile boolean folderIsFull;

  private <T> CompletionStage<T> answer(boolean fails, T value) {
    return fails
        ? CompletableFuture.failedFuture(new IllegalStateException("away"))
        : CompletableFuture.completedFuture(value);
  }

  private Map<Long, Map<Long, Batch>> of(SessionId session) {
    return rows.computeIfAbsent(session, s -> new ConcurrentSkipListMap<>());
  }

  @Override
  public CompletionStage<Void> write(SessionId session, long epoch, List<Batch> batches) {
    if (!storeIsAway) {
      Map<Long, Batch> ofEpoch =
          of(session).computeIfAbsent(epoch, e -> new ConcurrentSkipListMap<>());
      batches.forEach(batch -> ofEpoch.put(batch.seq(), batch));
    }
    return answer(storeIsAway, null);
  }

  @Override
  public CompletionStage<List<Batch>> read(SessionId session, Spilled spilled) {
    Map<Long, Batch> ofEpoch = of(session).getOrDefault(spilled.epoch(), Map.of());
    boolean isWhole =
        LongStream.rangeClosed(spilled.fromSeq(), spilled.toSeq()).allMatch(ofEpoch::containsKey);
    return answer(
        storeIsAway || !isWhole,
        ofEpoch.values().stream()
            .filter(b -> b.seq() >= spilled.fromSeq() && b.seq() <= spilled.toSeq())
            .toList());
  }

  @Override
  public CompletionStage<Void> deleteBelow(SessionId session, long epoch) {
    if (!storeIsAway) {
      of(session).keySet().removeIf(e -> e < epoch);
      rows.values().removeIf(Map::isEmpty);
    }
    return answer(storeIsAway, null);
  }

  @Override
  public CompletionStage<Page> sessions(int limit, Optional<String> pageToken) {
    return answer(storeIsAway, new Page(List.copyOf(rows.keySet()), Optional.empty()));
  }

  @Override
  public CompletionStage<Void> write(Left left) {
    if (!folderIsFull) {
      files.add(left);
    }
    return answer(folderIsFull, null);
  }

  @Override
  public CompletionStage<List<Left>> all() {
    return CompletableFuture.completedFuture(List.copyOf(files));
  }

  @Override
  public CompletionStage<Void> delete(Left left) {
    files.remove(left);
    return CompletableFuture.completedFuture(null);
  }
}
