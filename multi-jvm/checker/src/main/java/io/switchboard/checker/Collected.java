package io.switchboard.checker;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A whole history, taken in and put in order, so that it can be checked. */
final class Collected implements HistorySink {
  private final Map<String, WriterTrack> writers = new HashMap<>();
  private final Map<String, ReaderTrack> readers = new LinkedHashMap<>();
  private final Tally tally = new Tally();
  private TopicImage topic = new TopicImage();

  Collection<WriterTrack> writers() {
    return writers.values();
  }

  Collection<ReaderTrack> readers() {
    return readers.values();
  }

  TopicImage topic() {
    return topic;
  }

  Tally tally() {
    return tally;
  }

  /** The batch that an event says it is of, written or not. */
  Batch batch(EventId id) {
    return writer(id.writer()).batch(id.batch(), id.count());
  }

  @Override
  public void writeInvoked(Stamp stamp, String writer, long number, int count) {
    tally.entry(stamp);
    WriterTrack track = writer(writer);
    track
        .written(number)
        .filter(other -> other.count != count)
        .ifPresent(
            other -> {
              throw new IllegalArgumentException(
                  other + " was written before; another content needs another number");
            });
    track.batch(number, new EventId(writer, number, 0, count).count()).invoked(stamp);
  }

  @Override
  public void writeEnded(
      Stamp stamp, String writer, long number, WriteOutcome outcome, String reason) {
    tally.entry(stamp);
    boolean expected =
        writer(writer).written(number).map(b -> b.ended(stamp, outcome)).orElse(false);
    if (!expected) {
      throw new IllegalArgumentException("no attempt was under way");
    }
    if (outcome == WriteOutcome.OK) {
      tally.writeOk(stamp);
    }
  }

  @Override
  public void readerOpened(Stamp stamp, String reader, Start start, Set<Integer> partitions) {
    tally.entry(stamp);
    readers.putIfAbsent(reader, new ReaderTrack(reader, start, partitions));
  }

  @Override
  public void delivered(Stamp stamp, ReadKey key, int attempt, List<PlacedEvent> events) {
    tally.entry(stamp);
    List<ReaderTrack.Answer> answers = reader(key.reader()).delivery(key).answers;
    Content content = Content.of(events, this);
    for (ReaderTrack.Answer answer : answers) {
      content = answer.content.isSameAs(content) ? answer.content : content;
    }
    answers.add(new ReaderTrack.Answer(stamp, attempt, content));
  }

  @Override
  public void ackInvoked(Stamp stamp, ReadKey key, int attempt) {
    tally.entry(stamp);
    answer(stamp, key, attempt);
  }

  @Override
  public void ackEnded(Stamp stamp, ReadKey key, int attempt, AckOutcome outcome, String reason) {
    tally.entry(stamp);
    ReaderTrack.Answer answer = answer(stamp, key, attempt);
    answer.acked |= outcome == AckOutcome.OK;
    answer.superseded |= outcome == AckOutcome.SUPERSEDED;
    tally.ack(outcome);
  }

  @Override
  public void drained(Stamp stamp, String reader) {
    tally.entry(stamp);
    ReaderTrack track = reader(reader);
    track.drainedPlace = stamp.place();
    track.drainedAtMicros = stamp.atMicros();
  }

  /** Who looks again looks anew: the last final read is the one that counts. */
  @Override
  public void finalBegun(Stamp stamp) {
    tally.entry(stamp);
    topic = new TopicImage();
    topic.begunAtMicros = stamp.atMicros();
    topic.begunPlace = stamp.place();
  }

  @Override
  public void finalEvents(Stamp stamp, List<PlacedEvent> events) {
    tally.entry(stamp);
    for (PlacedEvent event : events) {
      TopicPartition partition = topic.partition(event.partition());
      Batch batch = batch(event.id());
      if (!partition.add(event.offset(), batch, event.id().index(), stamp.place())) {
        throw new IllegalArgumentException("the offsets of a final read must ascend");
      }
    }
  }

  @Override
  public void finalEnded(Stamp stamp, Map<Integer, Long> ends) {
    tally.entry(stamp);
    topic.complete(ends);
  }

  private WriterTrack writer(String name) {
    return writers.computeIfAbsent(name, WriterTrack::new);
  }

  private ReaderTrack reader(String name) {
    ReaderTrack reader = readers.get(name);
    if (reader == null) {
      throw new IllegalArgumentException("the reader " + name + " was not opened");
    }
    return reader;
  }

  private ReaderTrack.Answer answer(Stamp stamp, ReadKey key, int attempt) {
    List<ReaderTrack.Answer> answers = reader(key.reader()).delivery(key).answers;
    for (int i = answers.size() - 1; i >= 0; i--) {
      ReaderTrack.Answer answer = answers.get(i);
      boolean sameFile = Stamp.file(answer.place) == Stamp.file(stamp.place());
      if (sameFile && answer.attempt == attempt) {
        return answer;
      }
    }
    throw new IllegalArgumentException("no such batch was read");
  }
}
