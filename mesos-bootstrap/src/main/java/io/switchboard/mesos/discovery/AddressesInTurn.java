package io.switchboard.mesos.discovery;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;

/**
 * Asks Marathon's addresses one after the other until one answers, beginning with the one that
 * answered last. Safe for use on any thread.
 */
final class AddressesInTurn {

  /**
   * What an address answered, and what those before it did in place of answering.
   *
   * @param <T> the answer
   */
  record Answered<T>(T answer, List<LookupFailedException> before) {
    Answered {
      before = List.copyOf(before);
    }
  }

  private final List<URI> addresses;
  private final LongSupplier nanoClock;
  private final AtomicInteger lastGood = new AtomicInteger();

  AddressesInTurn(List<URI> addresses, LongSupplier nanoClock) {
    this.addresses = List.copyOf(addresses);
    this.nanoClock = nanoClock;
  }

  /**
   * Asks until one answers, or none is left.
   *
   * @param ask one address, until a deadline of its own
   * @return the first answer; or a {@link LookupFailedException} that tells of every address
   */
  <T> CompletableFuture<Answered<T>> ask(
      Deadline deadline, BiFunction<URI, Deadline, CompletableFuture<T>> ask) {
    return askFrom(lastGood.get(), new ArrayList<>(), deadline, ask);
  }

  private <T> CompletableFuture<Answered<T>> askFrom(
      int first,
      List<LookupFailedException> before,
      Deadline deadline,
      BiFunction<URI, Deadline, CompletableFuture<T>> ask) {
    int index = (first + before.size()) % addresses.size();
    int left = addresses.size() - before.size();
    return ask.apply(addresses.get(index), deadline.share(left, nanoClock.getAsLong()))
        .handle(
            (answer, thrown) -> {
              if (thrown == null) {
                lastGood.set(index);
                return CompletableFuture.completedFuture(new Answered<>(answer, before));
              }
              LookupFailedException failure = lookupFailure(thrown);
              before.add(failure);
              return failure.kind().othersMayAnswer() && left > 1
                  ? askFrom(first, before, deadline, ask)
                  : CompletableFuture.<Answered<T>>failedFuture(together(before));
            })
        .thenCompose(answered -> answered);
  }

  /** The last failure's kind, unless one before it shows that this is more than an outage. */
  private static LookupFailedException together(List<LookupFailedException> failures) {
    LookupFailedException last = failures.get(failures.size() - 1);
    if (failures.size() == 1) {
      return last;
    }
    LookupFailedException.Kind kind =
        failures.stream()
            .map(LookupFailedException::kind)
            .filter(k -> !k.isOutage())
            .findFirst()
            .orElse(last.kind());
    String all = String.join("; ", failures.stream().map(Throwable::getMessage).toList());
    return new LookupFailedException(kind, all, last);
  }

  private static LookupFailedException lookupFailure(Throwable thrown) {
    Throwable cause =
        thrown instanceof CompletionException && thrown.getCause() != null
            ? thrown.getCause()
            : thrown;
    if (cause instanceof LookupFailedException failure) {
      return failure;
    }
    // A bug, which must not pass for a Marathon that is away.
    throw new CompletionException(cause);
  }
}
