package io.switchboard.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.switchboard.protocol.Phase;
import io.switchboard.protocol.Role;
import io.switchboard.sdk.fake.FakeDoor;
import io.switchboard.sdk.fake.FakeNode;
import io.switchboard.sdk.fake.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientTest extends SdkTestBase {
  private static void awaitNoConnectionTo(FakeNode node) {
    await()
        .atMost(Duration.ofSeconds(60))
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(2))
        .until(() -> node.openConnections() == 0);
  }

  @Test
  void sessionsAreDescribedAndDisposedById() {
    FakeNode node = node("tcp");
    cluster.append("a");
    SwitchboardClient client = client(node);
    Subscriber subscriber = client.subscriber("topic");
    subscriber.poll(Duration.ZERO);

    SessionDescription description = client.describe(subscriber.session());

    assertThat(description.role()).isEqualTo(Role.READER);
    assertThat(description.phase()).isEqualTo(Phase.DELIVERED);
    assertThat(description.pendingSeq()).hasValue(1);
    assertThat(description.lagEvents()).hasValue(1);
    assertThat(description.limits().maxWait()).isEqualTo(Duration.ofSeconds(30));
    assertThat(client.dispose(subscriber.session())).isTrue();
    assertThat(client.dispose(subscriber.session())).isFalse();
    assertThatThrownBy(() -> client.describe("NONE"))
        .isInstanceOf(SessionGoneException.class)
        .hasMessageContaining("NONE");
  }

  @Test
  void attachingToTheOtherRoleIsRefused() {
    FakeNode node = node("tcp");
    SwitchboardClient client = client(node);
    String writer = client.publisher("topic").session();

    assertThatThrownBy(() -> client.attachSubscriber(writer, true, SubscriberOptions.defaults()))
        .isInstanceOf(InvalidCallException.class)
        .hasMessageContaining("WRITER");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http", "tcp"})
  void twoHundredSessionsNeedNoMoreThreadsThanOne(String transport) {
    FakeNode node = node(transport);
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    SwitchboardClient client = opened(builder(node));
    List<Subscriber> subscribers = new ArrayList<>();
    List<CompletableFuture<Optional<ReceivedBatch>>> polls = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      subscribers.add(client.subscriber("topic"));
    }
    for (Subscriber subscriber : subscribers) {
      polls.add(subscriber.pollAsync(Duration.ofSeconds(20)));
    }
    while (node.requests("read").size() < 200) {
      Thread.onSpinWait();
    }
    long sdkThreads =
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> thread.getName().startsWith("switchboard-"))
            .filter(thread -> !before.contains(thread))
            .count();
    cluster.append("a");

    CompletableFuture.allOf(polls.toArray(new CompletableFuture<?>[0])).join();
    assertThat(polls).allSatisfy(poll -> assertThat(poll.join()).isPresent());
    assertThat(sdkThreads).as("a timer and two for input and output").isEqualTo(3);
  }

  @Test
  void connectionsAreUsedAgainAndBoundedAndClosedWhenIdle() {
    FakeNode node = node("tcp");
    SwitchboardClient client = opened(builder(node).maxConnectionsPerAddress(3));
    List<CompletableFuture<Publisher>> opening = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      opening.add(client.publisherAsync("topic", PublisherOptions.defaults()));
    }
    for (CompletableFuture<Publisher> publisher : opening) {
      publisher.join().publish(events("x"));
    }
    assertThat(node.connections()).isBetween(1, 3);

    // Another client: this one might close connections between two calls of a slow test.
    FakeNode quiet = node("tcp");
    Publisher publisher =
        opened(builder(quiet).idleConnectionTimeout(Duration.ofMillis(150))).publisher("topic");
    publisher.publish(events("x"));
    awaitNoConnectionTo(quiet);
    assertThat(publisher.publish(events("y")).seq()).isEqualTo(2);
  }

  @Test
  void anIdleConnectionThatTheNodeClosesIsNotedBeforeTheNextCall() {
    FakeNode node = node("tcp");
    Publisher publisher = client(node).publisher("topic");
    List<String> values = IntStream.rangeClosed(0, 5).mapToObj(i -> "e" + i).toList();
    publisher.publish(events(values.get(0)));
    for (String value : values.subList(1, values.size())) {
      node.endConnections();
      // The client has closed its side too: it takes the connection out of use in that moment.
      awaitNoConnectionTo(node);
      publisher.publish(events(value));
    }

    // Not none: that moment is not over for certain when its first half is seen.
    assertThat(retries).hasSizeLessThan(values.size() - 1);
    assertThat(cluster.published()).isEqualTo(values);
  }

  @ParameterizedTest
  @ValueSource(strings = {"http", "tcp"})
  void aReplyAboveTheLimitIsNotTaken(String transport) {
    FakeNode node = node(transport);
    SwitchboardClient client =
        opened(builder(node).maxReplyBytes(64 << 10).timing(system -> timing));
    cluster.append("x".repeat(100_000));
    Subscriber subscriber = client.subscriber("topic");

    assertThatThrownBy(() -> subscriber.poll(Duration.ZERO))
        .isInstanceOf(DeadlineExceededException.class)
        .hasMessageContaining("65536");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http", "tcp"})
  void aSilentNodeIsGivenUpAndAnotherOneAsked(String transport) {
    FakeNode silent = node(transport);
    FakeNode good = node(transport);
    for (FakeNode node : List.of(silent, good)) {
      node.script("write", new Fault.Silence());
    }
    SwitchboardClient client = opened(builder(silent, good).attemptTimeout(Duration.ofMillis(150)));

    assertThat(client.publisher("topic").publish(events("a")).seq()).isEqualTo(1);
    // At least: what is no fault of the nodes may take as long on a busy machine.
    assertThat(retries.stream().filter(r -> r.method().equals("write")))
        .hasSizeGreaterThanOrEqualTo(2)
        .allSatisfy(r -> assertThat(r.reason()).contains("no answer"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"http://127.0.0.1:1", "tcp://127.0.0.1:1", "tcp://no-such-host.invalid:1"})
  void anAddressWhereNobodyListensIsPassedOver(String dead) {
    FakeNode node = node("tcp");
    SwitchboardClient client = opened(builder(node).addresses(dead));

    for (int i = 0; i < 4; i++) {
      client.publisher("topic").publish(events("x"));
    }
    assertThat(cluster.published()).hasSize(4);
    assertThat(failovers).hasSizeBetween(1, 2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"http", "tcp"})
  void callsGoToTheNodeOnWhichTheirSessionLives(String transport) {
    AtomicInteger moves = new AtomicInteger();
    List<FakeDoor> doors =
        IntStream.range(0, 3).mapToObj(i -> new FakeDoor(cluster, i, 3, moves)).toList();
    FakeNode[] nodes = doors.stream().map(door -> node(transport, door)).toArray(FakeNode[]::new);
    SwitchboardClient client = client(nodes);
    Publisher publisher = client.publisher("topic");
    Subscriber subscriber = client.subscriber("topic");
    for (int move = 0; move < 3; move++) {
      int before = doors.stream().mapToInt(FakeDoor::forwarded).sum();
      for (int i = 0; i < 10; i++) {
        publisher.publish(events("x"));
        subscriber.poll(Duration.ofSeconds(20)).orElseThrow().ack();
      }
      int forwarded = doors.stream().mapToInt(FakeDoor::forwarded).sum() - before;
      // Two of three nodes are not the session's, for each of the two sessions.
      assertThat(forwarded).isBetween(move == 0 ? 0 : 2, 4);
      doors.get(0).move();
    }

    assertThat(retries).isEmpty();
    assertThat(failovers).isEmpty();
  }

  @Test
  void compressedHttpWorksBothWays() {
    FakeNode node = node("http");
    SwitchboardClient client = opened(builder(node).gzip(true));
    client.publisher("topic").publish(events("a".repeat(10_000)));

    ReceivedBatch batch = client.subscriber("topic").poll(Duration.ZERO).orElseThrow();

    assertThat(texts(batch).get(0)).hasSize(10_000);
    assertThat(node.gzipped()).isGreaterThan(2);
  }

  @Test
  void anHttpStatusIsRepeatedOrToldByItsKind() {
    FakeNode node = node("http");
    SwitchboardClient client = client(node);
    node.script("allocate", new Fault.HttpStatus(503), new Fault.HttpStatus(429));
    client.publisher("topic");
    assertThat(retries).hasSize(2);

    node.script("allocate", new Fault.HttpStatus(401));
    assertThatThrownBy(() -> client.publisher("topic")).isInstanceOf(DeniedException.class);
    node.script("allocate", new Fault.HttpStatus(404));
    assertThatThrownBy(() -> client.publisher("topic"))
        .isInstanceOf(InvalidCallException.class)
        .hasMessageContaining("check the address");
    assertThat(retries).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"http", "tcp"})
  void aBlockingCallOnAThreadOfTheSdkIsRefusedInsteadOfWaitingForItself(String transport) {
    FakeNode node = node(transport);
    SwitchboardClient client = opened(builder(node));
    CompletableFuture<Void> attached = new CompletableFuture<>();
    node.script("allocate", new Fault.After(attached::join)); // else the answer may be first
    CompletableFuture<PublishResult> blocking =
        client
            .publisherAsync("topic", PublisherOptions.defaults())
            .thenApply(publisher -> publisher.publish(events("a")));
    attached.complete(null);

    assertThat(failure(blocking))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("publishAsync");
    assertThat(node.requests("write")).as("refused before anything was written").isEmpty();
  }

  @Test
  void aListenerThatThrowsDoesNoHarm() {
    FakeNode node = node("tcp");
    node.script("allocate", new Fault.LoseRequest());
    SwitchboardClient client =
        opened(
            builder(node)
                .listener(
                    new ClientListener() {
                      @Override
                      public void onRetry(Retry retry) {
                        throw new IllegalStateException("test");
                      }
                    }));

    assertThat(client.publisher("topic").publish(events("a")).seq()).isEqualTo(1);
  }

  @Test
  void aClosedClientSaysSo() {
    FakeNode node = node("tcp");
    SwitchboardClient client = opened(builder(node));
    client.close();
    client.close();

    assertThatThrownBy(() -> client.publisher("topic")).isInstanceOf(ClosedException.class);
  }

  @Test
  void aClosedClientLeavesNoThreadBehind() throws Exception {
    FakeNode node = node("tcp");
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    SwitchboardClient client = opened(builder(node).addresses("tcp://localhost:1"));
    for (int i = 0; i < 4; i++) {
      client.publisher("topic").publish(events("a"));
    }
    List<Thread> threads =
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> thread.getName().startsWith("switchboard-"))
            .filter(thread -> !before.contains(thread))
            .toList();
    assertThat(threads).hasSizeBetween(3, 4);

    client.close();

    for (Thread thread : threads) {
      thread.join(10_000);
      assertThat(thread.isAlive()).as(thread.getName()).isFalse();
    }
    awaitNoConnectionTo(node);
  }

  @Test
  void pollsThatHoldAllConnectionsAreNamedAsTheReason() {
    FakeNode node = node("tcp");
    SwitchboardClient client =
        opened(
            builder(node)
                .maxConnectionsPerAddress(1)
                .attemptTimeout(Duration.ofMillis(100))
                .backoff(Duration.ofMinutes(2), Duration.ofMinutes(2))
                .timing(system -> timing));
    timing.random = 0; // until then an attempt that is slow is repeated at once
    Subscriber subscriber = client.subscriber("topic");
    Publisher publisher = client.publisher("topic");
    subscriber.pollAsync(Duration.ofSeconds(20));
    timing.random = 0.9; // from now on a next attempt would come after the deadline

    assertThatThrownBy(() -> publisher.publish(events("a")))
        .isInstanceOf(DeadlineExceededException.class)
        .hasMessageContaining("maxConnectionsPerAddress");
  }

  @Test
  void wrongSettingsAreRefused() {
    assertThatIllegalStateException()
        .isThrownBy(() -> SwitchboardClient.builder().build())
        .withMessageContaining("at least one address");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SwitchboardClient.builder().operationTimeout(Duration.ZERO));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PublisherOptions.defaults().ackDelay(Duration.ofMinutes(1)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SubscriberOptions.defaults().maxEvents(0));
    assertThatIllegalArgumentException().isThrownBy(() -> OutboundEvent.of("x").withPartition(-1));
  }
}
