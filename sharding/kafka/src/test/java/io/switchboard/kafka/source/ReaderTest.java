package io.switchboard.kafka.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.switchboard.core.port.TopicSource;
import io.switchboard.core.port.TopicSource.Chunk;
import io.switchboard.core.port.TopicSource.Failure;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ReaderTest {
  private int changes;
  private int ends;
  private int failures;

  private final Reader.Listener listener =
      new Reader.Listener() {
        @Override
        public void changed(Reader reader) {
          changes++;
        }

        @Override
        public void ended(Reader reader, boolean failed) {
          ends++;
          failures += failed ? 1 : 0;
        }
      };

  private Reader reader(TopicSource.Sink sink) {
    return new Reader(VirtualFetchers.TOPIC, 0, 0, sink, listener, 1_000);
  }

  private static Chunk chunk(int size) {
    return new Chunk(0, 0, 1, List.of(), size, -1);
  }

  @Test
  void onlyTheCreditThatEndsAWaitIsNews() {
    Reader reader =
        reader(
            new TopicSource.Sink() {
              @Override
              public void onChunk(Chunk chunk) {}

              @Override
              public void onFailure(Failure failure, String detail) {}
            });
    reader.request(10);
    reader.request(10);
    assertThat(changes).isEqualTo(1);
    reader.handOver(chunk(50));
    reader.request(20);
    assertThat(changes).isEqualTo(1);
    reader.request(20);
    assertThat(changes).isEqualTo(2);
    assertThat(reader.credit()).isEqualTo(10);
  }

  @Test
  void creditIsCapped() {
    Reader reader = reader(new TestSink(0));
    for (int i = 0; i < 5; i++) {
      reader.request(Integer.MAX_VALUE);
    }
    assertThat(reader.credit()).isEqualTo(1_000);
    assertThatThrownBy(() -> reader.request(0)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aSinkThatThrowsEndsItsOwnSubscription() {
    Reader reader =
        reader(
            new TopicSource.Sink() {
              @Override
              public void onChunk(Chunk chunk) {
                throw new IllegalStateException("a bug");
              }

              @Override
              public void onFailure(Failure failure, String detail) {}
            });
    reader.request(10);
    reader.handOver(chunk(1));
    assertThat(reader.isClosed()).isTrue();
  }

  @Test
  void afterCloseNothingIsHandedOverAndNoFailureIsTold() {
    TestSink sink = new TestSink(0);
    Reader reader = reader(sink);
    reader.request(10);
    reader.close();
    reader.close();
    assertThat(changes).isEqualTo(2);
    reader.handOver(chunk(1));
    reader.fail(Failure.UNAVAILABLE, "");
    assertThat(sink.chunks()).isZero();
    assertThat(sink.failure()).isEmpty();
    assertThat(ends).isEqualTo(1);
    assertThat(failures).isZero();
  }

  @Test
  void aFailureIsToldOnce() {
    TestSink sink = new TestSink(0);
    Reader reader = reader(sink);
    reader.fail(Failure.TOPIC_GONE, "");
    reader.fail(Failure.UNAVAILABLE, "");
    assertThat(sink.failure()).contains(Failure.TOPIC_GONE);
    assertThat(failures).isEqualTo(1);
  }
}
