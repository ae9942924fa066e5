package io.switchboard.bench.contender;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** Readers of a topic that is written at the same time, one partition each. */
public interface TopicReaders extends AutoCloseable {

  /** One of them. For one thread at a time. */
  interface Reader {
    /**
     * Reads what is there, and acknowledges what it read before.
     *
     * @param wait for events, if there are none
     * @param values is given the value of each
     * @return how many events it read
     */
    int read(Duration wait, Consumer<byte[]> values);
  }

  /** Prepares what is not to be measured. The topic is empty. */
  void open();

  /** All of them. */
  List<Reader> readers();

  @Override
  void close();
}
