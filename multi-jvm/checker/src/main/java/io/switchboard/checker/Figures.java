package io.switchboard.checker;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a history holds, so that a good verdict over an empty one does not pass for a good one.
 *
 * @param entries lines, without the first
 * @param cutLines last lines that a crash cut off; at most one a file
 * @param durationMs from the start to the last entry
 * @param writers that wrote something
 * @param batches that were tried
 * @param writeAttempts at them
 * @param okBatches acknowledged
 * @param failedBatches definitely refused
 * @param uncertainBatches of which nobody knows
 * @param uncertainFound how many of those are in the topic
 * @param slowestWriteMs from the first attempt at a batch to its acknowledgement
 * @param longestWritePauseMs without any acknowledgement, between the first and the last one
 * @param topicEvents committed events in the topic
 * @param readers that were opened
 * @param sessions in which they read
 * @param readBatches that they read
 * @param repeatedReads answers that brought a batch again
 * @param acksOk acknowledged batches
 * @param acksNotOk answers to acks that were not done
 */
public record Figures(
    long entries,
    long cutLines,
    long durationMs,
    long writers,
    long batches,
    long writeAttempts,
    long okBatches,
    long failedBatches,
    long uncertainBatches,
    long uncertainFound,
    long slowestWriteMs,
    long longestWritePauseMs,
    long topicEvents,
    long readers,
    long sessions,
    long readBatches,
    long repeatedReads,
    long acksOk,
    long acksNotOk) {

  /** All of them by name, in order. */
  public Map<String, Long> byName() {
    Map<String, Long> all = new LinkedHashMap<>();
    all.put("entries", entries);
    all.put("cutLines", cutLines);
    all.put("durationMs", durationMs);
    all.put("writers", writers);
    all.put("batches", batches);
    all.put("writeAttempts", writeAttempts);
    all.put("okBatches", okBatches);
    all.put("failedBatches", failedBatches);
    all.put("uncertainBatches", uncertainBatches);
    all.put("uncertainFound", uncertainFound);
    all.put("slowestWriteMs", slowestWriteMs);
    all.put("longestWritePauseMs", longestWritePauseMs);
    all.put("topicEvents", topicEvents);
    all.put("readers", readers);
    all.put("sessions", sessions);
    all.put("readBatches", readBatches);
    all.put("repeatedReads", repeatedReads);
    all.put("acksOk", acksOk);
    all.put("acksNotOk", acksNotOk);
    return all;
  }
}
