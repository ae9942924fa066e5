package io.switchboard.kafka.lane;

import io.switchboard.core.model.SessionId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * What waits in a lane: sessions take turns, and each session's batches keep their order. Not
 * thread-safe.
 *
 * <p>A transaction gets at most one batch per session, so that a batch that fails can be taken out
 * of it without letting its successor overtake it.
 */
final class FairQueue {
  /** Sessions in the order of their turns; no deque is empty. */
  private Map<SessionId, Deque<Work>> turns = new LinkedHashMap<>();

  private boolean lastWasAlone;

  boolean isEmpty() {
    return turns.isEmpty();
  }

  void add(Work work) {
    turns.computeIfAbsent(work.session(), s -> new ArrayDeque<>(1)).addLast(work);
  }

  /**
   * Puts work back, before everything else of its sessions. The sessions of {@code first} come next
   * in turn, those of {@code later} last.
   */
  void putBack(List<Work> first, List<Work> later) {
    Map<SessionId, Deque<Work>> before = turns;
    turns = new LinkedHashMap<>();
    for (Work work : first) {
      Deque<Work> rest = before.remove(work.session());
      turns.put(work.session(), rest == null ? new ArrayDeque<>(1) : rest);
      turns.get(work.session()).addFirst(work);
    }
    turns.putAll(before);
    for (Work work : later) {
      Deque<Work> rest = turns.remove(work.session());
      turns.put(work.session(), rest == null ? new ArrayDeque<>(1) : rest);
      turns.get(work.session()).addFirst(work);
    }
  }

  /**
   * Takes the next transaction's batches: one per session, in turn, up to the limits, but at least
   * one. Work that has to be alone comes alone, and never twice in a row while other work waits:
   * however many sessions misbehave, the others have every second transaction.
   */
  List<Work> take(int maxBytes, int maxBatches) {
    List<Work> taken = take(maxBytes, maxBatches, !lastWasAlone);
    if (taken.isEmpty() && lastWasAlone) {
      taken = take(maxBytes, maxBatches, true);
    }
    lastWasAlone = !taken.isEmpty() && taken.get(0).isAlone();
    return taken;
  }

  private List<Work> take(int maxBytes, int maxBatches, boolean alsoAlone) {
    List<Work> taken = new ArrayList<>();
    Map<SessionId, Deque<Work>> moreOfTaken = new LinkedHashMap<>();
    long bytes = 0;
    Iterator<Map.Entry<SessionId, Deque<Work>>> turn = turns.entrySet().iterator();
    while (turn.hasNext() && taken.size() < maxBatches) {
      Map.Entry<SessionId, Deque<Work>> next = turn.next();
      Deque<Work> waiting = next.getValue();
      Work head = waiting.getFirst();
      if (head.isAlone() && (!taken.isEmpty() || !alsoAlone)) {
        continue;
      }
      if (!taken.isEmpty() && bytes + head.sendBytes() > maxBytes) {
        break;
      }
      turn.remove();
      taken.add(waiting.removeFirst());
      bytes += head.sendBytes();
      if (!waiting.isEmpty()) {
        moreOfTaken.put(next.getKey(), waiting);
      }
      if (head.isAlone()) {
        break;
      }
    }
    turns.putAll(moreOfTaken);
    return taken;
  }

  /** Takes out what the predicate names, wherever it waits. */
  List<Work> remove(Predicate<Work> which) {
    List<Work> removed = new ArrayList<>();
    for (Deque<Work> waiting : turns.values()) {
      waiting.stream().filter(which).forEach(removed::add);
      waiting.removeIf(which);
    }
    turns.values().removeIf(Deque::isEmpty);
    return removed;
  }

  /** Takes everything. */
  List<Work> drain() {
    List<Work> all = turns.values().stream().flatMap(Collection::stream).toList();
    turns = new LinkedHashMap<>();
    return all;
  }
}
