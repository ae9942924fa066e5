package io.switchboard.sdk.internal.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.sdk.internal.net.Address;
import io.switchboard.sdk.internal.net.Transport;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class EndpointsTest {
  private static final Duration ATTEMPT = Duration.ofSeconds(5);

  /** Begins anywhere, as the real one does. */
  private long now = -3;

  private final Endpoints endpoints =
      new Endpoints(
          Stream.of("a", "b", "c").map(EndpointsTest::endpoint).toList(),
          true,
          new Timing() {
            @Override
            public long nowNanos() {
              return now;
            }

            @Override
            public Cancellable after(long delayNanos, Runnable task) {
              throw new UnsupportedOperationException();
            }

            @Override
            public double random() {
              return 0;
            }
          });

  private final Endpoints.Route route = endpoints.newRoute();

  private static Endpoints.Endpoint endpoint(String host) {
    return new Endpoints.Endpoint(
        Address.parse("tcp://" + host + ":1"),
        new Transport() {
          @Override
          public CompletableFuture<byte[]> exchange(List<ByteBuffer> parts, long timeoutNanos) {
            throw new UnsupportedOperationException();
          }

          @Override
          public void close() {}
        });
  }

  /** Where an attempt goes after one that has timed out. */
  private String afterATimeOut() {
    now += ATTEMPT.toNanos();
    return route.moveOn(route.current(), true).address().host();
  }

  @Test
  void anAddressThatDoesNotAnswerIsNotAskedAgainBeforeAllOthersWere() {
    assertThat(route.current().address().host()).isEqualTo("a");

    assertThat(afterATimeOut()).isEqualTo("b");
    assertThat(afterATimeOut()).isEqualTo("c");
  }

  @Test
  void ifAllFailedTheOneThatFailedFirstIsNext() {
    afterATimeOut();
    afterATimeOut();
    now += 1;
    Endpoints.Route other = endpoints.newRoute();
    other.moveOn(other.current(), true); // b once more

    assertThat(route.current().address().host()).isEqualTo("c");
    assertThat(afterATimeOut()).isEqualTo("a");
  }

  @Test
  void anAddressThatAnswersNoIsAskedAgainRatherThanOnesThatDoNotAnswer() {
    afterATimeOut();
    afterATimeOut();

    assertThat(route.moveOn(route.current(), false).address().host()).isEqualTo("c");
  }

  /** Where a call goes after one that the node of the present address had to forward. */
  private String afterForwarding() {
    route.forwardedBy(route.current());
    return route.current().address().host();
  }

  @Test
  void aRouteGoesOnFromNodesThatForwardAndStaysWithTheOneThatDoesNot() {
    assertThat(afterForwarding()).isEqualTo("b");
    assertThat(afterForwarding()).isEqualTo("c");
    route.searchAnew();

    assertThat(route.current().address().host()).isEqualTo("c");
  }

  @Test
  void aSessionThatHasMovedIsLookedForAgain() {
    assertThat(afterForwarding()).isEqualTo("b");
    route.searchAnew();

    assertThat(afterForwarding()).isEqualTo("c");
    assertThat(afterForwarding()).isEqualTo("a");
  }

  @Test
  void ifAllForwardCallsStayWhereTheyAreForAMinute() {
    assertThat(afterForwarding()).isEqualTo("b");
    assertThat(afterForwarding()).isEqualTo("c");
    assertThat(afterForwarding()).isEqualTo("c");
    now += Duration.ofSeconds(59).toNanos();
    assertThat(afterForwarding()).isEqualTo("c");
    now += Duration.ofSeconds(1).toNanos();

    assertThat(afterForwarding()).isEqualTo("a");
  }

  @Test
  void theSearchPassesOverAddressesThatFailedLately() {
    Endpoints.Route other = endpoints.newRoute();
    other.moveOn(other.current(), true); // b

    assertThat(afterForwarding()).isEqualTo("c");
    assertThat(afterForwarding()).isEqualTo("c");
    now += Duration.ofSeconds(15).toNanos();
    assertThat(afterForwarding()).isEqualTo("b");
  }

  @Test
  void afterAFailureTheSearchBeginsAnew() {
    assertThat(afterForwarding()).isEqualTo("b");
    assertThat(afterATimeOut()).isEqualTo("c");

    assertThat(afterForwarding()).isEqualTo("a");
  }

  @Test
  void answersToSeveralCallsThatOneNodeForwardedAreOneStep() {
    Endpoints.Endpoint first = route.current();
    route.forwardedBy(first);
    route.forwardedBy(first);

    assertThat(route.current().address().host()).isEqualTo("b");
  }

  @Test
  void afterAWhileAFailureIsForgotten() {
    afterATimeOut();
    now += Duration.ofSeconds(15).toNanos();

    assertThat(route.moveOn(route.current(), false).address().host()).isEqualTo("c");
    assertThat(route.moveOn(route.current(), false).address().host()).isEqualTo("a");
  }
}
