package io.switchboard.node.management;

import akka.actor.typed.ActorSystem;
import akka.http.javadsl.Http;
import akka.http.javadsl.ServerBinding;
import akka.http.javadsl.model.ContentType;
import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpCharsets;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.HttpMethods;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.MediaTypes;
import akka.http.javadsl.model.StatusCodes;
import akka.http.javadsl.model.headers.RawHeader;
import akka.stream.Materializer;
import akka.stream.SystemMaterializer;
import io.switchboard.core.port.SessionDirectory;
import io.switchboard.core.port.TopicCatalog;
import io.switchboard.node.management.ManagementRoutes.Answer;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The management API's HTTP server. {@code /alive}, {@code /ready} and what other nodes ask when
 * they look for a cluster are open to everybody who reaches it; every other path needs the token,
 * also one that does not exist. Answers are JSON, errors are problem details (RFC 9457).
 */
public final class ManagementServer {
  private static final Logger LOG = LoggerFactory.getLogger(ManagementServer.class);
  private static final ContentType PROBLEM_JSON =
      MediaTypes.customWithFixedCharset(
              "application", "problem+json", HttpCharsets.UTF_8, Map.of(), false)
          .toContentType();
  private static final String BOOTSTRAP = "/bootstrap/";
  private static final String METRICS = "/metrics";
  private static final long MAX_BODY_BYTES = 16 << 10;
  private static final Duration BODY_WITHIN = Duration.ofSeconds(5);
  private static final Duration STOP_WITHIN = Duration.ofSeconds(2);

  private final ManagementRoutes routes;
  private final BearerCheck bearer;
  private final Materializer materializer;
  private ServerBinding binding;
  private volatile Optional<Function<HttpRequest, CompletionStage<HttpResponse>>> contactPoint =
      Optional.empty();
  private volatile Optional<Function<HttpRequest, CompletionStage<HttpResponse>>> metrics =
      Optional.empty();
  private volatile boolean metricsAreOpen;

  private ManagementServer(ManagementRoutes routes, BearerCheck bearer, Materializer materializer) {
    this.routes = routes;
    this.bearer = bearer;
    this.materializer = materializer;
  }

  /**
   * Binds and completes when calls are taken.
   *
   * @param ready whether {@code /ready} says so
   */
  public static CompletionStage<ManagementServer> start(
      ActorSystem<?> system,
      ManagementSettings settings,
      TopicCatalog catalog,
      TopicCreator creator,
      SessionDirectory directory,
      NodeFacts facts,
      BooleanSupplier ready,
      Clock clock) {
    ManagementServer server =
        new ManagementServer(
            new ManagementRoutes(catalog, creator, directory, facts, ready, clock),
            new BearerCheck(settings.tokenFile()),
            SystemMaterializer.get(system).materializer());
    return Http.get(system)
        .newServerAt(settings.host(), settings.port())
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

  /**
   * Answers {@code GET /metrics} from now on, by this.
   *
   * @param open whether the token is not needed for it
   */
  public void serveMetrics(
      Function<HttpRequest, CompletionStage<HttpResponse>> answers, boolean open) {
    metricsAreOpen = open;
    metrics = Optional.of(answers);
  }

  /** Takes no more calls; completes when those under way are answered, or after 2 s. */
  public CompletionStage<?> stop() {
    return binding.terminate(STOP_WITHIN);
  }

  private CompletionStage<HttpResponse> handle(HttpRequest request) {
    if (contactPoint.isPresent() && request.getUri().path().startsWith(BOOTSTRAP)) {
      return contactPoint.get().apply(request);
    }
    if (metrics.isPresent() && isGet(request) && request.getUri().path().equals(METRICS)) {
      if (metricsAreOpen || refusal(request).isEmpty()) {
        return metrics.get().apply(request);
      }
    }
    return answer(request)
        .exceptionally(
            failure -> {
              LOG.warn("management call failed, path={}", request.getUri().path(), failure);
              return Answer.of(
                  Problem.unavailable("The call failed; this node's log tells why. Try again."));
            })
        .thenApply(answer -> response(request, answer));
  }

  private CompletionStage<Answer> answer(HttpRequest request) {
    String path = request.getUri().path();
    if (path.equals("/alive")) {
      return get(request, routes::alive);
    }
    if (path.equals("/ready")) {
      return get(request, routes::ready);
    }
    Optional<String> refusal = refusal(request);
    if (refusal.isPresent()) {
      return discarded(request, Answer.of(Problem.unauthorized(refusal.get())));
    }
    Map<String, String> query = request.getUri().query().toMap();
    return switch (path) {
      case "/switchboard/node" -> get(request, routes::node);
      case "/switchboard/topics" ->
          request.method().equals(HttpMethods.POST)
              ? withBody(request, routes::createTopic)
              : isGet(request)
                  ? routes.topics(query)
                  : discarded(request, notAllowed(request, "GET, POST"));
      case "/switchboard/sessions" ->
          isGet(request) ? routes.sessions(query) : discarded(request, notAllowed(request, "GET"));
      default -> discarded(request, Answer.of(Problem.notFound("There is nothing at " + path)));
    };
  }

  private Optional<String> refusal(HttpRequest request) {
    return bearer.refusal(request.getHeader("Authorization").map(HttpHeader::value));
  }

  private CompletionStage<Answer> get(HttpRequest request, Supplier<Answer> route) {
    return discarded(request, isGet(request) ? route.get() : notAllowed(request, "GET"));
  }

  private static boolean isGet(HttpRequest request) {
    return request.method().equals(HttpMethods.GET);
  }

  private static Answer notAllowed(HttpRequest request, String allowed) {
    return Answer.of(
        Problem.methodNotAllowed(
            request.method().value() + " is not one of " + allowed + " here."));
  }

  /** Who answers without reading a body must say so, or the connection hangs. */
  private CompletionStage<Answer> discarded(HttpRequest request, Answer answer) {
    request.discardEntityBytes(materializer);
    return CompletableFuture.completedFuture(answer);
  }

  private CompletionStage<Answer> withBody(
      HttpRequest request, Function<byte[], CompletionStage<Answer>> route) {
    OptionalLong announced = request.entity().getContentLengthOption();
    if (announced.orElse(0) > MAX_BODY_BYTES) {
      return discarded(
          request,
          Answer.of(Problem.tooLarge("A body has at most " + MAX_BODY_BYTES + " bytes here.")));
    }
    return request
        .entity()
        .withSizeLimit(MAX_BODY_BYTES)
        .toStrict(BODY_WITHIN.toMillis(), materializer)
        .thenCompose(strict -> route.apply(strict.getData().toArray()));
  }

  private static HttpResponse response(HttpRequest request, Answer answer) {
    HttpResponse response =
        HttpResponse.create()
            .withStatus(StatusCodes.get(answer.status()))
            .withEntity(
                HttpEntities.create(
                    answer.isProblem() && answer.body().has("title")
                        ? PROBLEM_JSON
                        : ContentTypes.APPLICATION_JSON,
                    answer.bytes()));
    if (answer.status() == 401) {
      return response.addHeader(RawHeader.create("WWW-Authenticate", "Bearer"));
    }
    return response;
  }
}
