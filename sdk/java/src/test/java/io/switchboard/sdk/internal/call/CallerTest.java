package io.switchboard.sdk.internal.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.switchboard.protocol.AckReply;
import io.switchboard.protocol.AckResult;
import io.switchboard.protocol.DisposeReply;
import io.switchboard.protocol.DisposeRequest;
import io.switchboard.protocol.ErrorCode;
import io.switchboard.protocol.Switchboard;
import io.switchboard.protocol.SwitchboardError;
import io.switchboard.protocol.limits.ErrorCodes;
import io.switchboard.sdk.ClientListener;
import io.switchboard.sdk.internal.net.Address;
import io.switchboard.sdk.internal.net.Transport;
import io.switchboard.sdk.internal.net.TransportFault;
import io.switchboard.sdk.internal.wire.Call;
import io.switchboard.sdk.internal.wire.RemoteError;
import io.switchboard.sdk.internal.wire.Token;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.apache.thrift.TBase;
import org.apache.thrift.TException;
import org.apache.thrift.protocol.TCompactProtocol;
import org.apache.thrift.protocol.TMessage;
import org.apache.thrift.protocol.TMessageType;
import org.apache.thrift.transport.TMemoryBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CallerTest {
  private static final Call<DisposeReply> CALL = Call.dispose(new DisposeRequest().setSession("S"));

  private final VirtualTiming timing = new VirtualTiming(Runnable::run);
  private final List<String> used = new ArrayList<>();
  private final List<Long> allowedNanos = new ArrayList<>();
  private final Deque<Supplier<CompletableFuture<byte[]>>> answers = new ArrayDeque<>();
  private final List<ClientListener.Retry> retries = new ArrayList<>();
  private final List<String> failovers = new ArrayList<>();
  private Supplier<CompletableFuture<byte[]>> otherwise = () -> fault();

  private final Endpoints endpoints =
      new Endpoints(List.of(endpoint("a"), endpoint("b"), endpoint("c")), true, timing);
  private final Caller caller =
      new Caller(
          timing,
          new Backoff(Duration.ofMillis(20), Duration.ofSeconds(1)),
          Duration.ofSeconds(5),
          new ClientListener() {
            @Override
            public void onRetry(Retry retry) {
              retries.add(retry);
            }

            @Override
            public void onFailover(String from, String to) {
              failovers.add(from + ">" + to);
            }
          });

  private Endpoint endpoint(String host) {
    Transport transport =
        new Transport() {
          @Override
          public CompletableFuture<byte[]> exchange(List<ByteBuffer> parts, long timeoutNanos) {
            used.add(host);
            allowedNanos.add(timeoutNanos);
            return answers.isEmpty() ? otherwise.get() : answers.poll().get();
          }

          @Override
          public void close() {}
        };
    return new Endpoint(Address.parse("tcp://" + host + ":1"), transport);
  }

  private static CompletableFuture<byte[]> fault() {
    return CompletableFuture.failedFuture(
        new TransportFault(Address.parse("tcp://x:1"), "broken", null));
  }

  private static CompletableFuture<byte[]> done() {
    Switchboard.dispose_result result = new Switchboard.dispose_result();
    result.setSuccess(new DisposeReply(false));
    return CompletableFuture.completedFuture(encode("dispose", result));
  }

  private static CompletableFuture<byte[]> error(ErrorCode code, int retryAfterMs) {
    SwitchboardError error =
        new SwitchboardError(code.getValue(), ErrorCodes.categoryOf(code), "scripted");
    if (retryAfterMs >= 0) {
      error.setRetryAfterMs(retryAfterMs);
    }
    Switchboard.dispose_result result = new Switchboard.dispose_result();
    result.setError(error);
    return CompletableFuture.completedFuture(encode("dispose", result));
  }

  private static byte[] encode(String method, TBase<?, ?> result) {
    try {
      TMemoryBuffer out = new TMemoryBuffer(64);
      TCompactProtocol protocol = new TCompactProtocol(out);
      protocol.writeMessageBegin(new TMessage(method, TMessageType.REPLY, 1));
      result.write(protocol);
      return Arrays.copyOf(out.getArray(), out.length());
    } catch (TException e) {
      throw new IllegalStateException(e);
    }
  }

  private Caller.Operation<DisposeReply> call(Route route) {
    return caller.call(
        route, () -> CALL, e -> false, timing.nowNanos() + Duration.ofSeconds(60).toNanos());
  }

  private static Throwable failure(CompletableFuture<?> future) {
    Throwable thrown = catchThrowable(future::join);
    return thrown instanceof CompletionException ? thrown.getCause() : thrown;
  }

  @Test
  void eachRetryGoesToAnotherAddressAndTheLastGoodOneIsKept() {
    Route route = endpoints.newRoute();
    answers.add(CallerTest::fault);
    answers.add(() -> error(ErrorCode.UNAVAILABLE, -1));
    otherwise = CallerTest::done;

    assertThat(call(route).join().isAlreadyDone()).isFalse();
    assertThat(used).hasSize(3).doesNotHaveDuplicates();
    String good = used.get(2);
    used.clear();
    call(route).join();
    call(route).join();

    assertThat(used).containsExactly(good, good);
    assertThat(failovers).hasSize(2);
  }

  @Test
  void newSessionsAreSpreadAndPassOverAddressesThatFailedLately() {
    otherwise = CallerTest::done;
    for (int i = 0; i < 3; i++) {
      call(endpoints.newRoute()).join();
    }
    assertThat(used).containsExactlyInAnyOrder("a", "b", "c");

    used.clear();
    Route first = endpoints.newRoute();
    answers.add(CallerTest::fault);
    call(first).join();
    String bad = used.get(0);
    Route before = endpoints.newRoute();
    while (!current(before).equals(previous(bad))) {
      before = endpoints.newRoute();
    }
    used.clear();
    answers.add(CallerTest::fault);
    call(before).join();

    assertThat(used).hasSize(2).doesNotContain(bad);
  }

  private static String current(Route route) {
    return route.current().address().host();
  }

  private static String previous(String host) {
    return switch (host) {
      case "a" -> "c";
      case "b" -> "a";
      default -> "b";
    };
  }

  @Test
  void afterAnAnswerThatWasForwardedTheNextCallGoesToAnotherAddress() {
    Route route = endpoints.newRoute();
    Call<AckReply> ack = Call.ack("S", 0, 1, Token.of(new byte[1]), 0);
    answers.add(() -> acked(true));
    otherwise = () -> acked(false);
    for (int i = 0; i < 3; i++) {
      assertThat(caller.call(route, () -> ack, e -> false, timing.nowNanos() + 1)).isCompleted();
    }

    assertThat(used.get(1)).isNotEqualTo(used.get(0));
    assertThat(used.get(2)).isEqualTo(used.get(1));
    assertThat(retries).isEmpty();
  }

  private static CompletableFuture<byte[]> acked(boolean forwarded) {
    AckReply reply = new AckReply(AckResult.DONE, 1);
    if (forwarded) {
      reply.setForwarded(true);
    }
    Switchboard.ack_result result = new Switchboard.ack_result();
    result.setSuccess(reply);
    return CompletableFuture.completedFuture(encode("ack", result));
  }

  @ParameterizedTest
  @EnumSource(ErrorCode.class)
  void theCategoryDecidesWhetherACallIsRepeated(ErrorCode code) {
    answers.add(() -> error(code, -1));
    otherwise = CallerTest::done;
    int hundreds = code.getValue() / 100;
    boolean repeated = hundreds == 1 || hundreds == 2 || hundreds == 8;

    Caller.Operation<DisposeReply> operation = call(endpoints.newRoute());

    if (repeated) {
      assertThat(operation).isCompleted();
      assertThat(retries).hasSize(1);
      assertThat(retries.get(0).code()).contains(code);
    } else {
      assertThat(failure(operation)).isInstanceOf(RemoteError.class);
      assertThat(used).hasSize(1);
    }
  }

  @Test
  void anErrorThatTheCallerDealsWithIsHandedBack() {
    answers.add(() -> error(ErrorCode.NOT_STAGED, -1));

    CompletableFuture<?> operation =
        caller.call(
            endpoints.newRoute(),
            () -> CALL,
            e -> e.is(ErrorCode.NOT_STAGED),
            timing.nowNanos() + Duration.ofSeconds(60).toNanos());

    assertThat(failure(operation)).isInstanceOf(RemoteError.class);
    assertThat(used).hasSize(1);
  }

  @Test
  void withoutAnAnswerTheDeadlineEndsItAfterBackingOff() {
    long start = timing.nowNanos();

    Throwable failure = failure(call(endpoints.newRoute()));

    assertThat(failure).isInstanceOf(OutOfTime.class);
    assertThat(failure.getCause()).hasMessageContaining("broken");
    assertThat(Duration.ofNanos(timing.nowNanos() - start))
        .isBetween(Duration.ofSeconds(58), Duration.ofSeconds(60));
    // 310 ms for the first five at half jitter, then half a second each.
    assertThat(((OutOfTime) failure).attempts()).isBetween(115, 130);
  }

  @Test
  void delaysFollowTheBackOffAndWhatTheBackEndAsksFor() {
    answers.add(CallerTest::fault);
    answers.add(CallerTest::fault);
    answers.add(() -> error(ErrorCode.BACKPRESSURE, 400));
    answers.add(CallerTest::fault);
    otherwise = CallerTest::done;

    call(endpoints.newRoute()).join();

    assertThat(timing.delaysNanos().stream().map(n -> n / 1_000_000))
        .containsExactly(10L, 20L, 500L, 80L);
  }

  @Test
  void aWaitThatWouldPassTheDeadlineIsNotBegun() {
    answers.add(() -> error(ErrorCode.BACKPRESSURE, 61_000));

    assertThat(failure(call(endpoints.newRoute()))).isInstanceOf(OutOfTime.class);
    assertThat(timing.delaysNanos()).isEmpty();
  }

  @Test
  void anAttemptMayTakeItsWaitAndTheSlackButNotMoreThanTheDeadline() {
    otherwise = CallerTest::done;
    call(endpoints.newRoute()).join();
    caller
        .call(
            endpoints.newRoute(),
            () -> CALL,
            e -> false,
            timing.nowNanos() + Duration.ofMillis(300).toNanos())
        .join();

    assertThat(Duration.ofNanos(allowedNanos.get(0))).isEqualTo(Duration.ofSeconds(5));
    assertThat(Duration.ofNanos(allowedNanos.get(1)))
        .isBetween(Duration.ofMillis(1), Duration.ofMillis(300));
  }

  @Test
  void garbledRepliesAreRepeated() {
    answers.add(() -> CompletableFuture.completedFuture(new byte[] {1, 2, 3}));
    answers.add(() -> CompletableFuture.completedFuture(new byte[0]));
    otherwise = CallerTest::done;

    assertThat(call(endpoints.newRoute())).isCompleted();
    assertThat(retries).allSatisfy(r -> assertThat(r.category()).isEmpty()).hasSize(2);
  }

  @Test
  void closingAbortsWhatIsUnderWayAndAllThatComesLater() {
    CompletableFuture<byte[]> never = new CompletableFuture<>();
    answers.add(() -> never);
    Caller.Operation<DisposeReply> running = call(endpoints.newRoute());

    caller.close();

    assertThat(failure(running)).isInstanceOf(Aborted.class);
    assertThat(never).isCancelled();
    assertThat(failure(call(endpoints.newRoute()))).isInstanceOf(Aborted.class);
    assertThat(used).hasSize(1);
  }
}
