package io.switchboard.bench.contender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PeerTest {
  private static final byte[][] VALUES = Payload.of(3, 50);

  private final PeerDouble bridge;
  private final Peer peer;

  PeerTest() throws IOException {
    bridge = new PeerDouble(7);
    peer = new Peer(bridge.address() + "/");
  }

  @AfterEach
  void stop() {
    bridge.close();
  }

  @Test
  void allValuesOfABatchArePublishedAsTheyAre() {
    peer.publish("orders", VALUES).join();
    assertThat(bridge.stored("orders")).containsExactly(VALUES);
  }

  @Test
  void aBatchOfWhichOneRecordIsNotStoredHasFailed() {
    bridge.failOneRecord();
    assertThatThrownBy(() -> peer.publish("orders", VALUES).join())
        .hasMessageContaining("stored 2 of 3 records")
        .hasMessageContaining("no leader");
  }

  @Test
  void anAnswerThatIsNoSuccessIsToldWithItsReason() {
    assertThatThrownBy(() -> peer.read(new Peer.Consumer("nobody", "reader")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("status 404")
        .hasMessageContaining("nothing at GET /consumers/nobody/instances/reader/records");
  }

  @Test
  void aTopicThatTheBridgeSeesIsAmongItsTopics() throws Exception {
    bridge.put("new-one", 0, List.of());
    assertThat(peer.topics()).containsExactly("new-one");
  }

  @Test
  void publishersCountWhatTheBridgeHasStored() throws Exception {
    Work work = new PeerPublishers(peer, "t", 4, VALUES).run(Duration.ofMillis(1));
    assertThat(work.batches()).isGreaterThanOrEqualTo(4);
    assertThat(bridge.stored("t")).hasSize((int) work.events());
  }

  @Test
  void consumersReadEveryPartitionToItsEndAndLeaveNothingBehind() throws Exception {
    for (int partition = 0; partition < 3; partition++) {
      bridge.put("t", partition, Collections.nCopies(20, VALUES[0]));
    }
    Work work = new PeerConsumers(peer, new StoredEvents("t", 3, 20)).run(Duration.ZERO);
    assertThat(work.events()).isEqualTo(60);
    assertThat(work.batches()).isEqualTo(9);
    assertThat(bridge.openConsumers()).isZero();
    assertThat(bridge.committed()).containsExactly(20, 20, 20);
  }

  @Test
  void aRecordWithoutAValueIsNotCountedAsRead() {
    assertThatThrownBy(() -> PeerJson.values(utf8("[{\"key\":\"AA==\",\"value\":null}]")))
        .hasMessageContaining("without its value");
    assertThatThrownBy(() -> PeerJson.values(utf8("{\"error_code\":500}")))
        .hasMessageContaining("error_code");
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
