package io.switchboard.multijvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import akka.remote.testconductor.RoleName;
import io.switchboard.node.RawClient;
import io.switchboard.node.RawKafka;
import io.switchboard.node.TestNode;
import io.switchboard.protocol.AckRequest;
import io.switchboard.protocol.AckResult;
import io.switchboard.protocol.DescribeRequest;
import io.switchboard.protocol.ErrorCategory;
import io.switchboard.protocol.Session;
import io.switchboard.protocol.SwitchboardError;
import io.switchboard.protocol.WriteReply;
import io.switchboard.protocol.WriteRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Three nodes form a cluster, and a fourth joins it. Every session is then served through every
 * door: whichever node a call comes to, it finds the session's one owner.
 */
final class BootstrapSpec extends SwitchboardSpec {
  private static final Nodes NODES = Nodes.restartable("a", "b", "c", "late");
  private static final RoleName LATE = NODES.all.get(3);
  private static final int SESSIONS = 16;

  BootstrapSpec() {
    super(NODES);
  }

  @Override
  void node() {
    if (!on(LATE)) {
      startNode();
      awaitMembers(3);
    }
    barrier("three have found each other");
    if (on(LATE)) {
      startNode();
    }
    awaitMembers(4);
    barrier("the fourth has joined");
  }

  @Override
  void clients() throws Exception {
    barrier("three have found each other");
    List<String> three = nodes.names().subList(0, 3);
    String topic = TestNode.newTopic(facts.kafka(), "doors-" + UUID.randomUUID(), 1);
    Map<Session, Long> written = new HashMap<>();
    try (RawClient client = RawClient.compact(facts.tcpPort("a"))) {
      for (int i = 0; i < SESSIONS; i++) {
        written.put(client.thrift.allocate(RawClient.writer(topic)), 0L);
      }
    }
    long batches = writeThrough(three, written);
    barrier("the fourth has joined");
    batches += writeThrough(List.of(LATE.name()), written);
    assertThat(RawKafka.read(facts.kafka(), topic).records()).hasSize((int) batches);
    List<LedgerOracle.Entry> ledger = LedgerOracle.read(facts.kafka(), facts.ledgerTopic());
    assertThat(ledger).hasSize((int) batches);
    assertThat(LedgerOracle.violations(ledger)).isEmpty();
  }

  /** False if it is to be tried again: the session may be on its way to another node. */
  private static boolean commit(RawClient client, WriteRequest write) throws Exception {
    try {
      WriteReply staged = client.thrift.write(write);
      AckRequest ack =
          new AckRequest(write.getSession(), write.getSeq(), staged.bufferForStageToken());
      assertThat(client.thrift.ack(ack).getResult()).isIn(AckResult.DONE, AckResult.ALREADY_DONE);
      return true;
    } catch (SwitchboardError error) {
      assertThat(error.getCategory()).as("%s", error).isEqualTo(ErrorCategory.TRY_AGAIN);
      return false;
    }
  }

  /** Every session's next batch through every one of these doors. */
  private long writeThrough(List<String> doors, Map<Session, Long> written) throws Exception {
    long batches = 0;
    for (String door : doors) {
      try (RawClient client = RawClient.compact(facts.tcpPort(door))) {
        for (Session session : new ArrayList<>(written.keySet())) {
          long seq = written.merge(session, 1L, Long::sum);
          await("%s of %s through %s".formatted(seq, session.getSession(), door))
              .atMost(Duration.ofSeconds(60))
              .until(() -> commit(client, RawClient.write(session, seq, door)));
          assertThat(
                  client.thrift.describe(new DescribeRequest(session.getSession())).getAckedSeq())
              .isEqualTo(seq);
          batches++;
        }
      }
    }
    return batches;
  }
}
