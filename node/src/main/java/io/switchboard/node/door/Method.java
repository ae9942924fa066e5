package io.switchboard.node.door;

import io.switchboard.protocol.AckRequest;
import io.switchboard.protocol.AllocateRequest;
import io.switchboard.protocol.DescribeRequest;
import io.switchboard.protocol.DisposeRequest;
import io.switchboard.protocol.ReadRequest;
import io.switchboard.protocol.Switchboard;
import io.switchboard.protocol.SwitchboardError;
import io.switchboard.protocol.WriteRequest;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.thrift.TBase;
import org.apache.thrift.TException;
import org.apache.thrift.TSerializable;

/**
 * One method of the protocol: how its generated argument and result structs and the service's
 * method fit together.
 *
 * @param <A> generated arguments
 * @param <Q> request struct inside them
 * @param <R> reply
 */
final class Method<A extends TBase<A, ?>, Q, R> {
  private static final Map<String, Method<?, ?, ?>> ALL =
      Stream.<Method<?, ?, ?>>of(
              new Method<>(
                  "allocate",
                  RequestShape.of(AllocateRequest.class),
                  Switchboard.allocate_args::new,
                  Switchboard.allocate_args::getRequest,
                  SwitchboardService::allocate,
                  (reply, error) ->
                      new Switchboard.allocate_result().setSuccess(reply).setError(error)),
              new Method<>(
                  "read",
                  RequestShape.of(ReadRequest.class),
                  Switchboard.read_args::new,
                  Switchboard.read_args::getRequest,
                  SwitchboardService::read,
                  (reply, error) ->
                      new Switchboard.read_result().setSuccess(reply).setError(error)),
              new Method<>(
                  "write",
                  RequestShape.of(WriteRequest.class),
                  Switchboard.write_args::new,
                  Switchboard.write_args::getRequest,
                  SwitchboardService::write,
                  (reply, error) ->
                      new Switchboard.write_result().setSuccess(reply).setError(error)),
              new Method<>(
                  "ack",
                  RequestShape.of(AckRequest.class),
                  Switchboard.ack_args::new,
                  Switchboard.ack_args::getRequest,
                  SwitchboardService::ack,
                  (reply, error) -> new Switchboard.ack_result().setSuccess(reply).setError(error)),
              new Method<>(
                  "dispose",
                  RequestShape.of(DisposeRequest.class),
                  Switchboard.dispose_args::new,
                  Switchboard.dispose_args::getRequest,
                  SwitchboardService::dispose,
                  (reply, error) ->
                      new Switchboard.dispose_result().setSuccess(reply).setError(error)),
              new Method<>(
                  "describe",
                  RequestShape.of(DescribeRequest.class),
                  Switchboard.describe_args::new,
                  Switchboard.describe_args::getRequest,
                  SwitchboardService::describe,
                  (reply, error) ->
                      new Switchboard.describe_result().setSuccess(reply).setError(error)))
          .collect(Collectors.toUnmodifiableMap(Method::name, Function.identity()));

  private final String name;
  private final RequestShape shape;
  private final Supplier<A> newArguments;
  private final Function<A, Q> request;
  private final Handler<Q, R> handler;
  private final BiFunction<R, SwitchboardError, TSerializable> newResult;

  private Method(
      String name,
      RequestShape shape,
      Supplier<A> newArguments,
      Function<A, Q> request,
      Handler<Q, R> handler,
      BiFunction<R, SwitchboardError, TSerializable> newResult) {
    this.name = name;
    this.shape = shape;
    this.newArguments = newArguments;
    this.request = request;
    this.handler = handler;
    this.newResult = newResult;
  }

  @FunctionalInterface
  private interface Handler<Q, R> {
    CompletionStage<R> handle(SwitchboardService service, Q request, CallContext context);
  }

  /** A call that was parsed and waits to be made. */
  @FunctionalInterface
  interface Invocation {
    /** The stage of the reply; may throw what the service throws. */
    CompletionStage<?> start(SwitchboardService service, CallContext context);
  }

  static Optional<Method<?, ?, ?>> named(String name) {
    return Optional.ofNullable(ALL.get(name));
  }

  String name() {
    return name;
  }

  /** Reads the arguments; fails as the protocol and the {@link RequestShape} do. */
  Invocation parse(GuardedProtocol in) throws TException {
    in.expect(shape);
    A arguments = newArguments.get();
    arguments.read(in);
    Q parsed = request.apply(arguments);
    if (parsed == null) {
      throw new TException("the argument 1 (request) is missing");
    }
    return (service, context) -> handler.handle(service, parsed, context);
  }

  /** The result struct with this reply. */
  @SuppressWarnings("unchecked")
  TSerializable success(Object reply) {
    return newResult.apply((R) reply, null);
  }

  /** The result struct with this declared exception. */
  TSerializable failure(SwitchboardError error) {
    return newResult.apply(null, error);
  }
}
