package io.switchboard.mesos.discovery;

import io.switchboard.mesos.discovery.LookupFailedException.Kind;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLException;

/**
 * Gets one document from one Marathon: follows redirects, renews credentials once, and gives up
 * when the time is over, whatever the other side does. All work is done on the executor and the
 * HTTP client's own threads. Safe for use on any thread.
 */
final class HttpAsker {
  private final HttpClient client;
  private final Credentials credentials;
  private final Redirects redirects;
  private final int maxAnswerBytes;
  private final Executor executor;
  private final LongSupplier nanoClock;

  HttpAsker(
      HttpClient client,
      Credentials credentials,
      Redirects redirects,
      int maxAnswerBytes,
      Executor executor,
      LongSupplier nanoClock) {
    this.client = client;
    this.credentials = credentials;
    this.redirects = redirects;
    this.maxAnswerBytes = maxAnswerBytes;
    this.executor = executor;
    this.nanoClock = nanoClock;
  }

  /** The body of a 200, or a failure with {@link LookupFailedException}. */
  CompletableFuture<byte[]> get(URI url, Deadline deadline) {
    return CompletableFuture.supplyAsync(
            () -> send(new Question(url, deadline, 0, credentials.header(), false)), executor)
        .thenCompose(answer -> answer);
  }

  /**
   * One request.
   *
   * @param followed redirects before it
   * @param renewed whether the credentials were read again after a 401
   */
  private record Question(
      URI url, Deadline deadline, int followed, Optional<String> credentials, boolean renewed) {

    Question at(URI next) {
      return new Question(next, deadline, followed + 1, credentials, renewed);
    }

    Question with(Optional<String> renewedCredentials) {
      return new Question(url, deadline, followed, renewedCredentials, true);
    }
  }

  private CompletableFuture<byte[]> send(Question question) {
    Duration left = question.deadline.left(nanoClock.getAsLong());
    if (left.isZero()) {
      return CompletableFuture.failedFuture(timedOut(question));
    }
    HttpRequest.Builder request =
        HttpRequest.newBuilder(question.url).timeout(left).header("Accept", "application/json");
    question.credentials.ifPresent(value -> request.header("Authorization", value));
    CompletableFuture<HttpResponse<byte[]>> exchange =
        client.sendAsync(
            request.build(), BoundedBody.handler(Urls.shown(question.url), maxAnswerBytes));
    // The client's own time-out ends with the headers; this one also covers a body that trickles.
    return exchange
        .copy()
        .orTimeout(left.toNanos(), TimeUnit.NANOSECONDS)
        .whenComplete((response, failure) -> exchange.cancel(true))
        .handleAsync(
            (response, failure) ->
                failure == null
                    ? onResponse(question, response)
                    : CompletableFuture.<byte[]>failedFuture(explained(question, failure)),
            executor)
        .thenCompose(answer -> answer);
  }

  private CompletableFuture<byte[]> onResponse(Question question, HttpResponse<byte[]> response) {
    int status = response.statusCode();
    if (status == 200) {
      return CompletableFuture.completedFuture(response.body());
    }
    if (Redirects.isOne(status)) {
      Optional<String> location = response.headers().firstValue("location");
      return send(question.at(redirects.next(question.url, location, question.followed)));
    }
    if (status == 401 && !question.renewed) {
      Optional<String> renewed = credentials.header();
      if (!renewed.equals(question.credentials)) {
        return send(question.with(renewed));
      }
    }
    throw Replies.failure(question.url, status, question.credentials.isPresent());
  }

  private static LookupFailedException explained(Question question, Throwable failure) {
    // The HTTP client wraps what the body's reader throws.
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof LookupFailedException known) {
        return known;
      }
    }
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (cause instanceof TimeoutException || cause instanceof java.net.http.HttpTimeoutException) {
      return timedOut(question);
    }
    String where = Urls.shown(question.url);
    return cause instanceof SSLException
        ? new LookupFailedException(
            Kind.UNREACHABLE,
            where + " has no TLS that can be trusted (" + cause.getMessage() + "); see tls",
            cause)
        : new LookupFailedException(
            Kind.UNREACHABLE, where + " cannot be reached (" + shown(cause) + ")", cause);
  }

  private static String shown(Throwable cause) {
    String message = cause.getMessage();
    return cause.getClass().getSimpleName()
        + (message == null ? "" : ": " + message.lines().findFirst().orElse(""));
  }

  private static LookupFailedException timedOut(Question question) {
    return new LookupFailedException(
        Kind.TIMED_OUT, Urls.shown(question.url) + " gives no whole answer in time");
  }
}
