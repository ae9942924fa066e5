package io.switchboard.kafka.lane;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TransactionAbortableException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A producer over a log in memory that fails as Kafka's does: after a send has failed, the rest of
 * the transaction fails with what that caused, and a commit throws, until the abort. What is
 * committed stays, also when the answer is lost. Used by the lane's thread; the log is read when it
 * has ended.
 */
final class FaultyKafka extends MockProducer<byte[], byte[]> {
  /** What a commit or abort comes to. */
  enum End {
    DONE,
    /** Done, but the caller is told otherwise. */
    DONE_BUT_UNTOLD,
    /** Not done, and the caller is told so or something else. */
    NOT_DONE
  }

  /** An end and what is thrown, if anything. */
  record Fate(End end, Optional<RuntimeException> thrown) {
    static final Fate WELL = new Fate(End.DONE, Optional.empty());
  }

  private final List<ProducerRecord<byte[], byte[]>> committed = new ArrayList<>();
  private final List<ProducerRecord<byte[], byte[]>> open = new ArrayList<>();
  private final Function<ProducerRecord<byte[], byte[]>, Optional<Exception>> sends;
  private final Supplier<Fate> commits;
  private final Supplier<Fate> aborts;
  private Optional<Exception> failed = Optional.empty();
  private boolean ended;
  private boolean begun;

  FaultyKafka(
      Function<ProducerRecord<byte[], byte[]>, Optional<Exception>> sends,
      Supplier<Fate> commits,
      Supplier<Fate> aborts) {
    super(true, null, new ByteArraySerializer(), new ByteArraySerializer());
    this.sends = sends;
    this.commits = commits;
    this.aborts = aborts;
  }

  /** In the order of the commits. */
  synchronized List<ProducerRecord<byte[], byte[]>> log() {
    return List.copyOf(committed);
  }

  @Override
  public synchronized void beginTransaction() {
    if (begun || failed.isPresent()) {
      throw new IllegalStateException("begun in the middle of a transaction");
    }
    begun = true;
    ended = false;
  }

  @Override
  public synchronized Future<RecordMetadata> send(
      ProducerRecord<byte[], byte[]> record, Callback callback) {
    Optional<Exception> error =
        failed.isPresent()
            ? Optional.of(new TransactionAbortableException("after " + failed.get()))
            : sends.apply(record);
    if (error.isPresent()) {
      if (failed.isEmpty()) {
        failed = error;
      }
      TopicPartition partition = new TopicPartition(record.topic(), record.partition());
      callback.onCompletion(new RecordMetadata(partition, -1, -1, -1, -1, -1), error.get());
    } else {
      open.add(record);
    }
    return new CompletableFuture<>();
  }

  @Override
  public void flush() {}

  @Override
  public synchronized void commitTransaction() {
    if (failed.isPresent()) {
      throw new KafkaException("a send failed", failed.get());
    }
    Fate fate = ended ? Fate.WELL : commits.get();
    if (fate.end() != End.NOT_DONE && !ended) {
      committed.addAll(open);
      open.clear();
      ended = true;
    }
    fate.thrown().ifPresent(FaultyKafka::raise);
    begun = false;
  }

  @Override
  public synchronized void abortTransaction() {
    if (ended) {
      throw new IllegalStateException("aborted after a commit");
    }
    Fate fate = aborts.get();
    if (fate.end() != End.NOT_DONE) {
      open.clear();
    }
    fate.thrown().ifPresent(FaultyKafka::raise);
    failed = Optional.empty();
    begun = false;
  }

  private static void raise(RuntimeException error) {
    throw error;
  }
}
