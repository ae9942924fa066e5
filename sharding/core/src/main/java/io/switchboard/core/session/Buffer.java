package io.switchboard.core.session;

import io.switchboard.core.model.LaneId;
import io.switchboard.core.port.Ownership;
import io.switchboard.core.port.SpillStore;
import io.switchboard.core.session.WriterState.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Batches whose acks were answered and that are not yet published; the client keeps them too.
 *
 * @param lane of the owner that accepted them
 * @param epoch of that owner
 * @param batches at least one, in order, none missing between
 * @param left the manifest of those that an owner before had left
 */
record Buffer(LaneId lane, long epoch, List<Stage> batches, Optional<Ownership.Spilled> left) {
  static final int MAX_BATCHES = 64;
  static final long MAX_BYTES = 8 << 20;

  Buffer {
    batches = List.copyOf(batches);
  }

  Stage first() {
    return batches.get(0);
  }

  long lastSeq() {
    return batches.get(batches.size() - 1).seq();
  }

  /** The batch of a seq that is in it. */
  Stage at(long seq) {
    return batches.get((int) (seq - first().seq()));
  }

  boolean hasRoomFor(Stage stage) {
    return batches.size() < MAX_BATCHES && heldBytes() + stage.heldBytes() <= MAX_BYTES;
  }

  Buffer with(Stage stage) {
    List<Stage> more = new ArrayList<>(batches);
    more.add(stage);
    return new Buffer(lane, epoch, more, left);
  }

  /** What is left behind the first batch, if anything is. */
  Optional<Buffer> rest() {
    return batches.size() == 1
        ? Optional.empty()
        : Optional.of(new Buffer(lane, epoch, batches.subList(1, batches.size()), left));
  }

  Buffer withoutManifest() {
    return new Buffer(lane, epoch, batches, Optional.empty());
  }

  long heldBytes() {
    return batches.stream().mapToLong(Stage::heldBytes).sum();
  }

  /** As the next owner gets them. */
  List<SpillStore.Batch> accepted() {
    return batches.stream().map(s -> new SpillStore.Batch(s.seq(), s.batch())).toList();
  }
}
