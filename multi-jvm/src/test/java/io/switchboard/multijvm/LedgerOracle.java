package io.switchboard.multijvm;

import io.switchboard.kafka.ledger.LedgerRecord;
import io.switchboard.node.RawKafka;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Tells from the ledger whether ever two owners of a session published. The ledger has a record of
 * every batch, in the batch's own transaction; of the committed ones this must hold for each
 * session:
 *
 * <ul>
 *   <li>every seq from 1 to the last one is there once: nothing twice, no hole;
 *   <li>in the order of seqs the epoch never decreases: who lost the session published nothing
 *       after its successor had begun;
 *   <li>one epoch is one lane: its records lie in one partition and name one lane generation;
 *   <li>within a partition, a later record has a higher seq.
 * </ul>
 */
public final class LedgerOracle {
  private LedgerOracle() {}

  /** A committed record of the ledger, and where it lies. */
  public record Entry(
      String session,
      long seq,
      long epoch,
      int laneGeneration,
      int events,
      int partition,
      long offset) {}

  /** The committed records of a ledger topic, without lanes' heartbeats. */
  public static List<Entry> read(String kafka, String ledgerTopic) {
    List<Entry> entries = new ArrayList<>();
    RawKafka.read(kafka, ledgerTopic)
        .records()
        .forEach(
            record -> {
              if (record.key() != null) {
                LedgerRecord value = LedgerRecord.parse(record.value());
                entries.add(
                    new Entry(
                        new String(record.key(), StandardCharsets.US_ASCII),
                        value.seq(),
                        value.epoch(),
                        value.laneGeneration(),
                        value.events(),
                        record.partition(),
                        record.offset()));
              }
            });
    return entries;
  }

  /** What does not hold, a sentence each; empty if all does. */
  public static List<String> violations(List<Entry> entries) {
    Map<String, List<Entry>> sessions = new TreeMap<>();
    entries.forEach(e -> sessions.computeIfAbsent(e.session, s -> new ArrayList<>()).add(e));
    List<String> violations = new ArrayList<>();
    sessions.values().forEach(session -> check(session, violations));
    return violations;
  }

  private static void check(List<Entry> session, List<String> violations) {
    List<Entry> bySeq = new ArrayList<>(session);
    bySeq.sort(Comparator.comparingLong(Entry::seq).thenComparingLong(Entry::epoch));
    Map<Long, Entry> firstOfEpoch = new HashMap<>();
    Map<Integer, Entry> lastInPartition = new HashMap<>();
    Entry before = null;
    for (Entry entry : bySeq) {
      long expected = before == null ? 1 : before.seq + 1;
      if (before != null && entry.seq == before.seq) {
        violations.add("published twice: " + before + " and " + entry);
      } else if (entry.seq != expected) {
        violations.add("missing: seq " + expected + " before " + entry);
      }
      if (before != null && entry.epoch < before.epoch) {
        violations.add("an owner published after its successor: " + before + ", then " + entry);
      }
      Entry first = firstOfEpoch.putIfAbsent(entry.epoch, entry);
      if (first != null
          && (first.partition != entry.partition || first.laneGeneration != entry.laneGeneration)) {
        violations.add("two lanes published in one epoch: " + first + " and " + entry);
      }
      Entry last = lastInPartition.put(entry.partition, entry);
      if (last != null && last.offset >= entry.offset) {
        violations.add("out of order in the log: " + last + " lies behind " + entry);
      }
      before = entry;
    }
  }
}
