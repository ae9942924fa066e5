package io.switchboard.mesos.discovery;

import io.switchboard.mesos.MalformedReplyException;
import io.switchboard.mesos.MarathonTargets;
import io.switchboard.mesos.Target;
import io.switchboard.mesos.TargetQuery;
import io.switchboard.mesos.TargetWarning;
import io.switchboard.mesos.Targets;
import io.switchboard.mesos.discovery.AddressesInTurn.Answered;
import io.switchboard.mesos.discovery.LastAnswers.Answer;
import io.switchboard.mesos.discovery.LookupFailedException.Kind;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One lookup from question to answer: asks Marathon, reads, resolves names, logs what is new. It
 * ends with all targets or fails with {@link LookupFailedException}; never with some of them. Safe
 * for use on any thread; the caller's thread does no work.
 */
final class Lookups {
  /** At the same time; more fail at once. */
  static final int MAX_UNDER_WAY = 16;

  private static final Logger LOG = LoggerFactory.getLogger(Lookups.class);
  private static final int MAX_SHOWN = 20;

  private final AddressesInTurn addresses;
  private final HttpAsker http;
  private final Optional<HostResolver> hosts;
  private final LastAnswers lastAnswers;
  private final WarningGate warnings;
  private final Executor executor;
  private final LongSupplier nanoClock;

  private final AtomicInteger underWay = new AtomicInteger();
  private final LongAdder begun = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final LongAdder standIns = new LongAdder();
  private volatile int lastCount;

  Lookups(
      AddressesInTurn addresses,
      HttpAsker http,
      Optional<HostResolver> hosts,
      LastAnswers lastAnswers,
      WarningGate warnings,
      Executor executor,
      LongSupplier nanoClock) {
    this.addresses = addresses;
    this.http = http;
    this.hosts = hosts;
    this.lastAnswers = lastAnswers;
    this.warnings = warnings;
    this.executor = executor;
    this.nanoClock = nanoClock;
  }

  DiscoveryStats stats() {
    return new DiscoveryStats(begun.sum(), failed.sum(), standIns.sum(), lastCount);
  }

  /**
   * Begins a lookup.
   *
   * @param within for all of it
   * @return all targets that Marathon lists, in its order; or a {@link LookupFailedException}
   */
  CompletableFuture<List<Target>> ask(TargetQuery query, Duration within) {
    begun.increment();
    if (underWay.incrementAndGet() > MAX_UNDER_WAY) {
      underWay.decrementAndGet();
      failed.increment();
      return CompletableFuture.failedFuture(
          new LookupFailedException(
              Kind.TOO_MANY_LOOKUPS, MAX_UNDER_WAY + " lookups are under way already; ask later"));
    }
    // Ends a little before the whole, so that the failure can tell which address took the time.
    Deadline deadline = Deadline.in(within.multipliedBy(19).dividedBy(20), nanoClock.getAsLong());
    CompletableFuture<List<Target>> asked =
        addresses
            .ask(deadline, (marathon, share) -> askOne(marathon, query, share))
            .thenApplyAsync(answered -> accept(query, answered), executor)
            .whenComplete((targets, failure) -> underWay.decrementAndGet());
    // Whoever asked gets an answer in time; what is under way ends by its own deadline.
    CompletableFuture<List<Target>> answered = new CompletableFuture<>();
    asked
        .copy()
        .orTimeout(within.toNanos(), TimeUnit.NANOSECONDS)
        .exceptionally(failure -> standIn(query, explained(failure)))
        .whenComplete(
            (targets, failure) -> {
              if (failure == null) {
                answered.complete(targets);
              } else {
                // As it is, not wrapped: whoever asked shows or matches it.
                answered.completeExceptionally(failure.getCause());
              }
            });
    return answered;
  }

  private CompletableFuture<Targets> askOne(URI marathon, TargetQuery query, Deadline share) {
    return http.get(AppsRequest.of(marathon, query.apps()), share)
        .thenApplyAsync(body -> read(marathon, body, query), executor);
  }

  private static Targets read(URI marathon, byte[] body, TargetQuery query) {
    try {
      return MarathonTargets.parse(new String(body, StandardCharsets.UTF_8), query);
    } catch (MalformedReplyException e) {
      throw new LookupFailedException(
          Kind.MALFORMED, Urls.shown(marathon) + " gives no list of apps: " + e.getMessage(), e);
    }
  }

  private List<Target> accept(TargetQuery query, Answered<Targets> answered) {
    answered.before().forEach(failure -> warn(failure.getMessage() + "; another address answered"));
    answered.answer().warnings().stream().map(TargetWarning::message).forEach(this::warn);
    List<Target> found = answered.answer().targets();
    List<Target> targets = hosts.map(resolver -> resolver.resolve(found)).orElse(found);
    lastCount = targets.size();
    Optional<Answer> before = lastAnswers.put(query, new Answer(targets, nanoClock.getAsLong()));
    List<Target> was = before.map(Answer::targets).orElse(List.of());
    if (!was.equals(targets)) {
      LOG.info(
          "marathon lists other contact points, was={} now={} first={}",
          was.size(),
          targets.size(),
          targets.stream().limit(MAX_SHOWN).map(t -> t.host() + ":" + t.port()).toList());
    }
    if (targets.isEmpty()) {
      warn("Marathon lists no contact point for " + query.apps() + ", port " + query.portName());
    }
    return targets;
  }

  private List<Target> standIn(TargetQuery query, LookupFailedException failure) {
    Optional<Answer> answer =
        failure.kind().isOutage()
            ? lastAnswers.standIn(query, nanoClock.getAsLong())
            : Optional.empty();
    if (answer.isEmpty()) {
      failed.increment();
      throw failure;
    }
    standIns.increment();
    warn(failure.getMessage() + "; the last good answer stands in for a limited time");
    return answer.get().targets();
  }

  private void warn(String text) {
    warnings.pass(text, nanoClock.getAsLong()).ifPresent(LOG::warn);
  }

  private static LookupFailedException explained(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (cause instanceof LookupFailedException known) {
      return known;
    }
    if (cause instanceof TimeoutException) {
      return new LookupFailedException(Kind.TIMED_OUT, "Marathon gives no whole answer in time");
    }
    throw new CompletionException(cause);
  }
}
