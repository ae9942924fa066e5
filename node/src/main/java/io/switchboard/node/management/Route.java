package io.switchboard.node.management;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * One call of the management API: a line of the table that the server follows, the API's
 * description is held against, and the tests go through.
 *
 * @param method the HTTP method, in capitals
 * @param path as OpenAPI writes it, with {@code {parameters}}
 * @param access who may
 * @param body whether the call's body is read; of other calls it is thrown away
 * @param handler answers, on any thread, without blocking
 */
public record Route(
    String method, PathTemplate path, Access access, boolean body, Handler handler) {
  /** Who may make a call. */
  public enum Access {
    /** Everybody who reaches the port. */
    OPEN,
    /** Who sends the token. */
    TOKEN
  }

  /** Carries a call out. A {@link BadCallException} becomes a 400, other failures a 503. */
  @FunctionalInterface
  public interface Handler {
    CompletionStage<Answer> answer(Call call);
  }

  /** Something to look at, with the token. */
  public static Route get(String path, Handler handler) {
    return new Route("GET", new PathTemplate(path), Access.TOKEN, false, handler);
  }

  /** As {@link #get}, answered at once. */
  public static Route getNow(String path, Function<Call, Answer> handler) {
    return get(path, call -> CompletableFuture.completedFuture(handler.apply(call)));
  }

  /** A verb without a body, with the token. */
  static Route post(String path, Handler handler) {
    return new Route("POST", new PathTemplate(path), Access.TOKEN, false, handler);
  }

  /** A verb with a body, with the token. */
  static Route postBody(String path, Handler handler) {
    return new Route("POST", new PathTemplate(path), Access.TOKEN, true, handler);
  }

  /** An end of something, with the token. */
  static Route delete(String path, Handler handler) {
    return new Route("DELETE", new PathTemplate(path), Access.TOKEN, false, handler);
  }

  /** The same for everybody who reaches the port. */
  public Route open() {
    return new Route(method, path, Access.OPEN, body, handler);
  }

  /** Whether it changes something, and so belongs into the audit log. */
  boolean changes() {
    return !method.equals("GET");
  }
}
