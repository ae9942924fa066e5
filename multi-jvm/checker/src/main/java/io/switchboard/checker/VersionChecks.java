package io.switchboard.checker;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Checks the answers to the reads of one batch, each by itself: is what they brought in the topic,
 * and are they all the same?
 */
final class VersionChecks {
  private final TopicImage topic;
  private final Findings findings;

  VersionChecks(TopicImage topic, Findings findings) {
    this.topic = topic;
    this.findings = findings;
  }

  void check(ReaderTrack.Delivery delivery) {
    List<Content> looked = new ArrayList<>(1);
    for (ReaderTrack.Answer answer : delivery.answers) {
      // The same content is the same object.
      if (looked.stream().noneMatch(content -> content.equals(answer.content))) {
        looked.add(answer.content);
        checkPlaces(delivery.key, answer);
      }
    }
    checkSame(delivery);
  }

  private void checkSame(ReaderTrack.Delivery delivery) {
    List<ReaderTrack.Answer> counting =
        delivery.answers.stream().filter(answer -> !answer.superseded).toList();
    for (int i = 1; i < counting.size(); i++) {
      ReaderTrack.Answer before = counting.get(i - 1);
      ReaderTrack.Answer answer = counting.get(i);
      if (!before.content.equals(answer.content)) {
        findings.add(
            Kind.CHANGED_BATCH,
            () ->
                String.format(
                    "Attempt %d at %s (%s) brought other events than attempt %d (%s): %s.",
                    answer.attempt,
                    delivery.key,
                    Findings.at(answer.atMicros),
                    before.attempt,
                    Findings.at(before.atMicros),
                    before.content.differenceTo(answer.content)),
            before.place,
            answer.place);
      }
    }
  }

  private void checkPlaces(ReadKey key, ReaderTrack.Answer answer) {
    Content content = answer.content;
    for (int i = 0; topic.isComplete() && i < content.size(); i++) {
      TopicPartition partition = topic.partition(content.partition(i));
      int at = partition.find(content.offset(i));
      if (!topic.covers(partition.number)) {
        notCovered(key, answer, partition.number);
      } else if (at >= 0) {
        boolean same =
            partition.batch(at).equals(content.batch(i)) && partition.index(at) == content.index(i);
        if (!same) {
          otherEvent(key, answer, i, partition, at);
        }
      } else if (content.offset(i) < partition.endOffset) {
        notThere(key, answer, i);
      }
    }
  }

  private void notCovered(ReadKey key, ReaderTrack.Answer answer, int partition) {
    findings.add(
        Kind.NO_FINAL_READ,
        () ->
            String.format(
                "%s (%s) has events of partition %d, which the final read left out.",
                key, Findings.at(answer.atMicros), partition),
        answer.place,
        topic.begunPlace);
  }

  private void otherEvent(
      ReadKey key, ReaderTrack.Answer answer, int i, TopicPartition partition, int at) {
    findings.add(
        Kind.INCONSISTENT_OFFSETS,
        () ->
            String.format(
                "%s (%s) brought %s, but there the final read found %s.",
                key,
                Findings.at(answer.atMicros),
                answer.content.event(i),
                partition.batch(at).id(partition.index(at))),
        answer.place,
        partition.place(at));
  }

  private void notThere(ReadKey key, ReaderTrack.Answer answer, int i) {
    Batch batch = answer.content.batch(i);
    int index = answer.content.index(i);
    Supplier<String> brought =
        () -> key + " (" + Findings.at(answer.atMicros) + ") brought " + answer.content.event(i);
    if (!batch.isWritten()) {
      findings.add(Kind.NEVER_WRITTEN, () -> brought.get() + ", which nobody wrote.", answer.place);
    } else if (batch.isSeen(index)) {
      findings.add(
          Kind.INCONSISTENT_OFFSETS,
          () ->
              brought.get()
                  + ", but the final read found it at "
                  + String.join(" and ", topic.whereIs(batch, index))
                  + '.',
          answer.place);
    } else {
      findings.add(
          Kind.ABORTED_READ,
          () -> brought.get() + ", which is not committed in the topic.",
          batch.invokedPlace,
          batch.endedPlace,
          answer.place);
    }
  }
}
