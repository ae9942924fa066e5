package io.switchboard.entity.simulator;

import io.switchboard.core.port.Ownership.Spilled;
import io.switchboard.core.port.SpillStore.Batch;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.LongStream;

/**
 * The rows of the spill store, by the epoch of who left them. Whether they count is not known here.
 */
final class ModelSpill {
  private final TreeMap<Long, TreeMap<Long, Batch>> rows = new TreeMap<>();

  boolean write(long epoch, List<Batch> batches) {
    TreeMap<Long, Batch> ofEpoch = rows.computeIfAbsent(epoch, e -> new TreeMap<>());
    batches.forEach(batch -> ofEpoch.put(batch.seq(), batch));
    return true;
  }

  /** Empty if a batch is missing. */
  Optional<List<Batch>> read(Spilled spilled) {
    Map<Long, Batch> ofEpoch = rows.getOrDefault(spilled.epoch(), new TreeMap<>());
    List<Long> seqs = LongStream.rangeClosed(spilled.fromSeq(), spilled.toSeq()).boxed().toList();
    return ofEpoch.keySet().containsAll(seqs)
        ? Optional.of(seqs.stream().map(ofEpoch::get).toList())
        : Optional.empty();
  }

  boolean deleteBelow(long epoch) {
    rows.headMap(epoch).clear();
    return true;
  }

  boolean isEmpty() {
    return rows.isEmpty();
  }
}
