package io.switchboard.node.management;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Adapter;
import akka.http.javadsl.Http;
import akka.http.javadsl.ServerBinding;
import akka.http.javadsl.model.AttributeKeys;
import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.RemoteAddress;
import akka.http.javadsl.model.StatusCodes;
import akka.http.javadsl.model.headers.RawHeader;
import akka.http.javadsl.settings.ServerSettings;
import akka.stream.Materializer;
import akka.stream.SystemMaterializer;
import io.switchboard.entity.placement.UnknownTargetException;
import io.switchboard.node.audit.AuditEntry;
import io.switchboard.node.audit.AuditEntry.Event;
import io.switchboard.node.audit.AuditLog;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The management API's HTTP server: finds a call's route, and lets nobody in without the token
 * unless the route is open to all: health, and what other nodes ask when they look for a cluster. A
 * path that does not exist needs the token, too. Answers are JSON, errors are problem details (RFC
 * 9457), and what changes something is in the audit log.
 */
public final class ManagementServer {
  private static final Logger LOG = LoggerFactory.getLogger(ManagementServer.class);
  private static final String BOOTSTRAP = "/bootstrap/";

  /** As often as nodes that look for a cluster ask. */
  private static final String RETRY_AFTER_SECONDS = "1";

  private static final long MAX_BODY_BYTES = 16 << 10;
  private static final Duration BODY_WITHIN = Duration.ofSeconds(5);
  private static final Duration STOP_WITHIN = Duration.ofSeconds(2);

  private final BearerCheck bearer;
  private final AuditLog audit;
  private final Materializer materializer;
  private ServerBinding binding;
  private volatile Router router;
  private volatile boolean isComplete;
  private volatile Optional<Function<HttpRequest, CompletionStage<HttpResponse>>> contactPoint =
      Optional.empty();

  private ManagementServer(
      Router router, BearerCheck bearer, AuditLog audit, Materializer materializer) {
    this.router = router;
    this.bearer = bearer;
    this.audit = audit;
    this.materializer = materializer;
  }

  /**
   * Binds and completes when calls are taken.
   *
   * @param early what can be answered while the node starts; to other calls it says that it starts
   */
  public static CompletionStage<ManagementServer> start(
      ActorSystem<?> system, ManagementSettings settings, AuditLog audit, List<Route> early) {
    ManagementServer server =
        new ManagementServer(
            new Router(early),
            new BearerCheck(settings.tokenFile(), System::nanoTime),
            audit,
            SystemMaterializer.get(system).materializer());
    return Http.get(system)
        .newServerAt(settings.host(), settings.port())
        .withSettings(
            ServerSettings.create(Adapter.toClassic(system)).withRemoteAddressAttribute(true))
        .bind(server::handle)
        .thenApply(
            bound -> {
              server.binding = bound;
              return server;
            });
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    return binding.localAddress();
  }

  /** Answers under {@code /bootstrap/} from now on, by this. */
  public void serveContactPoint(Function<HttpRequest, CompletionStage<HttpResponse>> answers) {
    contactPoint = Optional.of(answers);
  }

  /** Answers these calls, too, from now on: the node is up. */
  public void serve(List<Route> more) {
    router = new Router(Stream.concat(router.routes().stream(), more.stream()).toList());
    isComplete = true;
  }

  /** Takes no more calls; completes when those under way are answered, or after 2 s. */
  public CompletionStage<?> stop() {
    return binding.terminate(STOP_WITHIN);
  }

  private CompletionStage<HttpResponse> handle(HttpRequest request) {
    String method = request.method().value();
    String path = request.getUri().path();
    if (path.startsWith(BOOTSTRAP)) {
      return contactPoint
          .map(answers -> answers.apply(request))
          .orElseGet(() -> discarded(request, noContactPointYet()));
    }
    boolean sawAll = isComplete;
    Router table = router;
    if (!table.isOpen(path)) {
      Optional<String> refusal =
          bearer.refusal(request.getHeader("Authorization").map(HttpHeader::value));
      if (refusal.isPresent()) {
        audit.write(entry(Event.DENIED, "401", request, method + " " + path));
        return discarded(
            request,
            Answer.of(Problem.unauthorized(refusal.get())).with("WWW-Authenticate", "Bearer"));
      }
    }
    Router.Found found = table.find(method, path);
    if (found instanceof Router.Found.Here here) {
      return carryOut(request, here).thenApply(ManagementServer::response);
    }
    if (found instanceof Router.Found.OtherMethods others) {
      return discarded(
          request,
          Answer.of(
                  Problem.methodNotAllowed(
                      method + " is not one of " + others.allowed() + " here."))
              .with("Allow", others.allowed()));
    }
    return discarded(
        request,
        Answer.of(
            sawAll
                ? Problem.notFound("There is nothing at " + path)
                : Problem.unavailable("This node starts; try again.")));
  }

  /** Other nodes have no token, and a 401 would send people to look for one. */
  private static Answer noContactPointYet() {
    return Answer.of(Problem.unavailable("This node starts, and knows no cluster yet; ask again."))
        .with("Retry-After", RETRY_AFTER_SECONDS);
  }

  private CompletionStage<Answer> carryOut(HttpRequest request, Router.Found.Here here) {
    return here.route().body()
        ? withBody(request, here)
        : answered(request, here, withoutBody(request));
  }

  /** Who answers without reading a body must say so, or the connection hangs. */
  private byte[] withoutBody(HttpRequest request) {
    request.discardEntityBytes(materializer);
    return new byte[0];
  }

  private CompletionStage<Answer> withBody(HttpRequest request, Router.Found.Here here) {
    OptionalLong announced = request.entity().getContentLengthOption();
    if (announced.orElse(0) > MAX_BODY_BYTES) {
      request.discardEntityBytes(materializer);
      return CompletableFuture.completedFuture(
          Answer.of(Problem.tooLarge("A body has at most " + MAX_BODY_BYTES + " bytes here.")));
    }
    return request
        .entity()
        .withSizeLimit(MAX_BODY_BYTES)
        .toStrict(BODY_WITHIN.toMillis(), materializer)
        .thenCompose(strict -> answered(request, here, strict.getData().toArray()))
        .exceptionally(failure -> problem(request, failure));
  }

  private CompletionStage<Answer> answered(
      HttpRequest request, Router.Found.Here here, byte[] body) {
    CompletionStage<Answer> answer;
    try {
      answer = here.route().handler().answer(call(request, here, body));
    } catch (BadCallException mistake) {
      answer = CompletableFuture.failedFuture(mistake);
    }
    return answer
        .exceptionally(failure -> problem(request, failure))
        .thenApply(
            told -> {
              if (here.route().changes()) {
                audit.write(operatorAction(request, body, told));
              }
              return told;
            });
  }

  private static AuditEntry operatorAction(HttpRequest request, byte[] body, Answer answer) {
    String what = new String(body, StandardCharsets.UTF_8).replaceAll("[\\s\"]", "");
    return entry(
        Event.OPERATOR_ACTION,
        Integer.toString(answer.status()),
        request,
        (request.method().value() + " " + request.getUri().path() + " " + what).strip());
  }

  private static AuditEntry entry(Event event, String outcome, HttpRequest request, String action) {
    return AuditEntry.of(event, outcome)
        .action(action)
        .remote(
            request
                .getAttribute(AttributeKeys.remoteAddress)
                .flatMap(RemoteAddress::getAddress)
                .map(InetAddress::getHostAddress)
                .orElse("unknown"));
  }

  private static Call call(HttpRequest request, Router.Found.Here here, byte[] body) {
    return new Call(
        here.parameters(),
        request.getUri().query().toMap(),
        request.getHeader("Accept").map(HttpHeader::value),
        body);
  }

  private static Answer problem(HttpRequest request, Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (cause instanceof BadCallException mistake) {
      return Answer.of(Problem.badRequest(mistake.getMessage()));
    }
    if (cause instanceof UnknownTargetException unknown) {
      return Answer.of(Problem.notFound(unknown.getMessage()));
    }
    LOG.warn("management call failed, path={}", request.getUri().path(), failure);
    return Answer.of(Problem.unavailable("The call failed; this node's log tells why. Try again."));
  }

  private CompletionStage<HttpResponse> discarded(HttpRequest request, Answer answer) {
    request.discardEntityBytes(materializer);
    return CompletableFuture.completedFuture(response(answer));
  }

  private static HttpResponse response(Answer answer) {
    HttpResponse response =
        HttpResponse.create()
            .withStatus(StatusCodes.get(answer.status()))
            .withEntity(HttpEntities.create(ContentTypes.parse(answer.mediaType()), answer.body()));
    for (Map.Entry<String, String> header : answer.headers().entrySet()) {
      response = response.addHeader(RawHeader.create(header.getKey(), header.getValue()));
    }
    return response;
  }
}
