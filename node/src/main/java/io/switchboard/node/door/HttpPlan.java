package io.switchboard.node.door;

import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.switchboard.node.door.DoorMetrics.Reject;
import io.switchboard.protocol.ErrorCode;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What to do with an HTTP request, decided from its head alone. Pure.
 *
 * @param refusal set: the answer is known, and the body unwanted
 * @param wire empty: the first byte of the body tells
 * @param announcedBytes -1 where the body comes in chunks of unknown number
 * @param headerBytes about what the headers take
 */
record HttpPlan(
    Optional<Refusal> refusal,
    Optional<Wire> wire,
    long announcedBytes,
    int headerBytes,
    boolean isPacked,
    boolean acceptsGzip,
    boolean isKeepAlive,
    boolean isHttp10,
    HttpHeaders headers) {

  static final String PATH = "/thrift";

  /** Before any request. */
  static final HttpPlan NONE =
      new HttpPlan(
          Optional.empty(),
          Optional.empty(),
          0,
          0,
          false,
          false,
          false,
          false,
          EmptyHttpHeaders.INSTANCE);

  static HttpPlan of(HttpRequest request, DoorSettings settings) {
    HttpHeaders headers = request.headers();
    boolean isHttp10 = request.protocolVersion().equals(HttpVersion.HTTP_1_0);
    int headerBytes = request.uri().length();
    for (Map.Entry<CharSequence, CharSequence> header :
        (Iterable<Map.Entry<CharSequence, CharSequence>>) headers::iteratorCharSequence) {
      headerBytes += header.getKey().length() + header.getValue().length() + 64;
    }
    if (request.decoderResult().isFailure()) {
      Refusal refusal = unreadable(request.decoderResult().cause());
      return new HttpPlan(
          Optional.of(refusal), Optional.empty(), -1, 0, false, false, false, isHttp10, headers);
    }
    long announced;
    try {
      announced =
          HttpUtil.isTransferEncodingChunked(request) ? -1 : HttpUtil.getContentLength(request, 0L);
    } catch (NumberFormatException e) {
      Refusal refusal = Refusal.badRequest("Content-Length is no number");
      return new HttpPlan(
          Optional.of(refusal), Optional.empty(), -1, 0, false, false, false, isHttp10, headers);
    }
    String contentType = headers.get(HttpHeaderNames.CONTENT_TYPE, "");
    String coding =
        headers.get(HttpHeaderNames.CONTENT_ENCODING, "identity").trim().toLowerCase(Locale.ROOT);
    return new HttpPlan(
        refusalOf(request, settings, announced, contentType, coding),
        Wire.ofContentType(contentType),
        announced,
        headerBytes,
        coding.endsWith("gzip"),
        headers.getAll(HttpHeaderNames.ACCEPT_ENCODING).stream().anyMatch(Gzip::isAccepted),
        HttpUtil.isKeepAlive(request),
        isHttp10,
        headers);
  }

  private static Optional<Refusal> refusalOf(
      HttpRequest request,
      DoorSettings settings,
      long announced,
      String contentType,
      String coding) {
    String uri = request.uri();
    int query = uri.indexOf('?');
    String path = query < 0 ? uri : uri.substring(0, query);
    HttpMethod method = request.method();
    if (path.equals("/") && (method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD))) {
      return Optional.of(Refusal.about());
    }
    if (!path.equals(PATH)) {
      return Optional.of(
          new Refusal(HttpResponseStatus.NOT_FOUND, "nothing here; Thrift is at POST " + PATH));
    }
    if (!method.equals(HttpMethod.POST)) {
      return Optional.of(
          new Refusal(
              HttpResponseStatus.METHOD_NOT_ALLOWED,
              "Thrift calls are POSTs",
              Map.of("Allow", "POST"),
              Reject.BAD_HTTP,
              false));
    }
    if (!coding.equals("identity") && !coding.equals("gzip") && !coding.equals("x-gzip")) {
      return Optional.of(unsupported("expected Content-Encoding gzip or none"));
    }
    if (Wire.ofContentType(contentType).isEmpty() && !Wire.isAny(contentType)) {
      return Optional.of(
          unsupported(
              ErrorCode.UNKNOWN_PROTOCOL
                  + ": expected Content-Type "
                  + Wire.COMPACT.contentType()
                  + ", "
                  + Wire.BINARY.contentType()
                  + ", "
                  + Wire.JSON.contentType()
                  + " or "
                  + Wire.ANY_CONTENT_TYPE));
    }
    if (announced > settings.message().maxMessageBytes()) {
      return Optional.of(Refusal.tooLarge(settings));
    }
    if (announced == 0) {
      return Optional.of(Refusal.badRequest("expected a Thrift message as body, got an empty one"));
    }
    return Optional.empty();
  }

  private static Refusal unreadable(Throwable cause) {
    HttpResponseStatus status = HttpResponseStatus.BAD_REQUEST;
    if (cause instanceof TooLongHttpLineException) {
      status = HttpResponseStatus.REQUEST_URI_TOO_LONG;
    } else if (cause instanceof TooLongHttpHeaderException) {
      status = HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE;
    }
    return new Refusal(
        status, "this is no HTTP request that this server reads", Map.of(), Reject.BAD_HTTP, true);
  }

  private static Refusal unsupported(String text) {
    return new Refusal(
        HttpResponseStatus.UNSUPPORTED_MEDIA_TYPE, text, Map.of(), Reject.UNKNOWN_PROTOCOL, false);
  }

  /**
   * An answer in plain text.
   *
   * @param isLast the connection must end behind it
   */
  record Refusal(
      HttpResponseStatus status,
      String text,
      Map<String, String> headers,
      Reject reject,
      boolean isLast) {
    Refusal(HttpResponseStatus status, String text) {
      this(status, text, Map.of(), Reject.BAD_HTTP, false);
    }

    /** Whether it counts as a reject. */
    boolean isMistake() {
      return status.code() >= 400;
    }

    static Refusal about() {
      return new Refusal(
          HttpResponseStatus.OK,
          "Switchboard: durable, idempotent sessions on event topics.\n"
              + "This is its Thrift door: POST messages of the service Switchboard to "
              + PATH
              + " (compact, binary or JSON protocol).");
    }

    static Refusal badRequest(String text) {
      return new Refusal(HttpResponseStatus.BAD_REQUEST, text);
    }

    static Refusal tooLarge(DoorSettings settings) {
      return new Refusal(
          HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE,
          ErrorCode.LIMIT_EXCEEDED
              + ": a message has at most "
              + settings.message().maxMessageBytes()
              + " bytes, unpacked; send smaller batches",
          Map.of(),
          Reject.TOO_LARGE,
          false);
    }

    static Refusal unknownFirstByte() {
      return unsupported(
          ErrorCode.UNKNOWN_PROTOCOL
              + ": expected a body that begins with 0x82 (compact), 0x80 (versioned binary) or '[' (JSON)");
    }

    static Refusal slow() {
      return new Refusal(
          HttpResponseStatus.REQUEST_TIMEOUT,
          "the request did not arrive in time",
          Map.of(),
          Reject.SLOW_SENDER,
          true);
    }

    static Refusal backpressure(DoorSettings settings) {
      return unavailable(
          ErrorCode.BACKPRESSURE,
          "this node holds as many bytes in flight as it may",
          settings,
          false);
    }

    static Refusal tooManyConnections(DoorSettings settings) {
      return unavailable(
          ErrorCode.TOO_MANY_CONNECTIONS,
          "this node has as many connections as it takes",
          settings,
          true);
    }

    private static Refusal unavailable(
        ErrorCode code, String text, DoorSettings settings, boolean isLast) {
      long seconds = Math.max(1, settings.retryAfter().toSeconds());
      return new Refusal(
          HttpResponseStatus.SERVICE_UNAVAILABLE,
          code + ": " + text,
          Map.of("Retry-After", Long.toString(seconds)),
          Reject.BUDGET,
          isLast);
    }
  }
}
