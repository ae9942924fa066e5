package io.switchboard.sdk.internal.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.sdk.internal.net.Address;
import io.switchboard.sdk.internal.net.Transport;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RouteTest {
  private static final Duration ATTEMPT = Duration.ofSeconds(5);

  /** Begins anywhere, as the real one does. */
  private long now = -3;

  private final Set<String> full = new HashSet<>();
  private final List<Endpoint> list = Stream.of("a", "b", "c").map(this::endpoint).toList();
  private final Endpoints endpoints =
      new Endpoints(
          list,
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

  private final Route route = endpoints.newRoute();

  private Endpoint endpoint(String host) {
    return new Endpoint(
        Address.parse("tcp://" + host + ":1"),
        new Transport() {
          @Override
          public CompletableFuture<byte[]> exchange(List<ByteBuffer> parts, long timeoutNanos) {
            throw new UnsupportedOperationException();
          }

          @Override
          public boolean hasRoom() {
            return !full.contains(host);
          }

          @Override
          public void close() {}
        });
  }

  private static String name(Endpoint endpoint) {
    return endpoint.address().host();
  }

  private String current() {
    return name(route.current());
  }

  private Endpoint at(String name) {
    return list.stream().filter(endpoint -> name(endpoint).equals(name)).findFirst().orElseThrow();
  }

  /** Where an attempt goes after one that has timed out. */
  private String afterATimeOut() {
    now += ATTEMPT.toNanos();
    return name(route.afterFault(route.current(), true));
  }

  /** Where a call goes after one that the node of the present address had to forward. */
  private String afterForwarding() {
    route.forwardedBy(route.current());
    return current();
  }

  @Test
  void anAddressThatDoesNotAnswerIsNotAskedAgainBeforeAllOthersWere() {
    assertThat(current()).isEqualTo("a");

    assertThat(afterATimeOut()).isEqualTo("b");
    assertThat(afterATimeOut()).isEqualTo("c");
  }

  @Test
  void ifAllFailedTheOneThatFailedFirstIsNext() {
    afterATimeOut();
    afterATimeOut();
    now += 1;
    Route other = endpoints.newRoute();
    other.afterFault(other.current(), true); // b once more

    assertThat(current()).isEqualTo("c");
    assertThat(afterATimeOut()).isEqualTo("a");
  }

  @Test
  void anAddressThatAnswersNoIsAskedAgainRatherThanOnesThatDoNotAnswer() {
    afterATimeOut();
    afterATimeOut();

    assertThat(name(route.afterRefusal(route.current(), false))).isEqualTo("c");
  }

  @Test
  void afterAWhileAFailureIsForgotten() {
    afterATimeOut();
    now += Duration.ofSeconds(15).toNanos();

    assertThat(name(route.afterRefusal(route.current(), false))).isEqualTo("c");
    assertThat(name(route.afterRefusal(route.current(), false))).isEqualTo("a");
  }

  @Test
  void anAnswerToAnySessionEndsTheSuspicion() {
    afterATimeOut();
    endpoints.newRoute().answeredBy(at("a"));

    assertThat(afterATimeOut()).isEqualTo("c");
    assertThat(afterATimeOut()).isEqualTo("a");
  }

  @Test
  void thatTheClientItselfWasBusyIsNotTheAddresssFault() {
    route.afterFault(at("a"), false);
    endpoints.newRoute();
    endpoints.newRoute();
    Route other = endpoints.newRoute();

    assertThat(name(other.current())).isEqualTo("a");
    assertThat(at("a").suspectForNanos(now)).isZero();
  }

  @Test
  void aFailureOfACallFromBeforeTheLastStepLeavesTheRouteWhereItIs() {
    afterATimeOut();
    route.foundAt(at("b"));
    now += ATTEMPT.toNanos();

    assertThat(name(route.afterFault(at("a"), true))).isEqualTo("b");
  }

  @Test
  void aNodeThatIsFullIsNotAskedAgainForASessionThatMayBeElsewhere() {
    assertThat(name(route.afterRefusal(at("a"), true))).isEqualTo("b");
  }

  @Test
  void aSessionThatIsFullIsAskedAgainWhereItIs() {
    route.foundAt(at("a"));

    assertThat(name(route.afterRefusal(at("a"), true))).isEqualTo("a");
  }

  @Test
  void aRouteGoesOnFromNodesThatForwardAndStaysWithTheOneThatDoesNot() {
    assertThat(afterForwarding()).isEqualTo("b");
    assertThat(afterForwarding()).isEqualTo("c");
    route.foundAt(at("c"));

    assertThat(current()).isEqualTo("c");
  }

  @Test
  void aSessionThatHasMovedIsLookedForAgain() {
    route.foundAt(at("a"));
    route.foundAt(at("a"));

    assertThat(afterForwarding()).isEqualTo("b");
    assertThat(afterForwarding()).isEqualTo("c");
  }

  @Test
  void afterARefusalElsewhereTheWayBackIsKnown() {
    route.foundAt(at("c"));
    assertThat(name(route.afterRefusal(at("c"), false))).isEqualTo("a");

    assertThat(afterForwarding()).isEqualTo("c");
  }

  @Test
  void anAnswerOfTheSessionsNodeToAnotherCallShowsTheWay() {
    route.afterRefusal(at("a"), false);
    route.foundAt(at("a"));

    assertThat(current()).isEqualTo("a");
  }

  @Test
  void ifAllForwardCallsStayWhereTheyAreForAMinute() {
    assertThat(afterForwarding()).isEqualTo("b");
    assertThat(afterForwarding()).isEqualTo("c");
    assertThat(afterForwarding()).isEqualTo("c");
    now += Duration.ofSeconds(59).toNanos();
    assertThat(afterForwarding()).isEqualTo("c");
    now += Duration.ofSeconds(1).toNanos();

    assertThat(afterForwarding()).isNotEqualTo("c");
  }

  @Test
  void behindLoadBalancersTheSearchRestsToo() {
    assertThat(afterForwarding()).isEqualTo("b");
    route.foundAt(at("b")); // by chance
    assertThat(afterForwarding()).isEqualTo("c");

    assertThat(afterForwarding()).isEqualTo("c");
    assertThat(afterForwarding()).isEqualTo("c");
  }

  @Test
  void anAddressThatFailsIsTriedForAHopsSakeOnlyRarelyAndByOneSession() {
    Route other = endpoints.newRoute(); // at b
    other.afterFault(at("b"), true);
    Route third = endpoints.newRoute(); // at c

    assertThat(afterForwarding()).isEqualTo("c");
    assertThat(afterForwarding()).isEqualTo("c");
    now += Duration.ofSeconds(60).toNanos();
    route.forwardedBy(at("c"));
    assertThat(current()).isEqualTo("a");
    assertThat(afterForwarding()).isEqualTo("b");
    third.forwardedBy(at("c"));
    third.forwardedBy(at("a"));
    assertThat(name(third.current())).isEqualTo("a");

    assertThat(afterATimeOut()).isIn("a", "c");
    now += Duration.ofSeconds(61).toNanos();
    assertThat(at("b").mayBeTried(now)).isFalse();
    now += Duration.ofSeconds(60).toNanos();
    assertThat(at("b").mayBeTried(now)).isTrue();
  }

  @Test
  void theSearchPassesOverAddressesWithoutAFreeConnection() {
    full.add("b");

    assertThat(afterForwarding()).isEqualTo("c");
  }

  @Test
  void theSearchBeginsWithAddressesThatHaveAnsweredLately() {
    endpoints.newRoute().answeredBy(at("c"));
    now += 1;

    assertThat(afterForwarding()).isEqualTo("c");
  }

  @Test
  void answersToSeveralCallsThatOneNodeForwardedAreOneStep() {
    route.forwardedBy(at("a"));
    route.forwardedBy(at("a"));

    assertThat(current()).isEqualTo("b");
  }

  @Test
  void whoDoesNotFollowStays() {
    Route stays = new Route(list, 0, false, new VirtualTiming(Runnable::run));
    stays.forwardedBy(at("a"));

    assertThat(name(stays.current())).isEqualTo("a");
  }

  /** Whatever comes in whatever order, a session that lives somewhere is found there. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void whateverHappenedBeforeTheSessionIsFoundInTheEnd(long seed) {
    Random random = new Random(seed);
    List<Endpoint> older = new ArrayList<>(List.of(route.current()));
    for (int i = 0; i < 500; i++) {
      now += random.nextInt(2_000_000_000);
      // Of a call of now, or of one from before some steps.
      Endpoint by = older.get(random.nextInt(older.size()));
      switch (random.nextInt(5)) {
        case 0 -> route.afterFault(by, random.nextBoolean());
        case 1 -> route.afterRefusal(by, random.nextBoolean());
        case 2 -> route.foundAt(by);
        case 3 -> route.answeredBy(by);
        default -> route.forwardedBy(by);
      }
      older.add(route.current());
      if (older.size() > 4) {
        older.remove(0);
      }
    }
    now += Duration.ofHours(1).toNanos();
    Endpoint home = list.get(random.nextInt(3));
    for (int call = 0; call < 4; call++) {
      if (route.current() == home) {
        route.foundAt(home);
      } else {
        route.forwardedBy(route.current());
      }
    }

    assertThat(route.current()).isEqualTo(home);
  }
}
