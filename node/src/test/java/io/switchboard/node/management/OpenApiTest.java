package io.switchboard.node.management;

import static io.switchboard.node.management.ManagementBed.bearer;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The API's description and the API are the same, whichever one looks at first. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class OpenApiTest {
  @TempDir static Path folder;
  private ManagementBed bed;
  private JsonNode api;

  @BeforeAll
  void start() throws IOException {
    bed = new ManagementBed(folder);
    bed.sessions.fill(2);
    bed.sessions.entries.add(SessionsDouble.entry(2, true));
    bed.sessions.answer = (session, call) -> SessionRoutesTest.VIEW;
    api = ManagementBed.JSON.readTree(OpenApi.file());
  }

  @AfterAll
  void stop() {
    bed.close();
  }

  @Test
  void everyRouteIsDescribedAndEverythingDescribedIsRouted() {
    List<String> described = new ArrayList<>();
    api.path("paths")
        .fields()
        .forEachRemaining(
            path ->
                path.getValue()
                    .fieldNames()
                    .forEachRemaining(
                        method ->
                            described.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey())));

    assertThat(described)
        .containsExactlyInAnyOrderElementsOf(
            bed.routes.stream().map(r -> r.method() + " " + r.path().text()).toList());
  }

  @Test
  void whatNeedsATokenABodyOrParametersIsDescribedSo() {
    for (Route route : bed.routes) {
      JsonNode operation = operation(route.method(), route.path().text());
      String name = route.method() + " " + route.path().text();
      boolean isOpen = operation.has("security") && operation.path("security").isEmpty();
      assertThat(isOpen).as(name).isEqualTo(route.access() == Route.Access.OPEN);
      assertThat(operation.path("responses").has("401")).as(name).isEqualTo(!isOpen);
      assertThat(operation.has("requestBody")).as(name).isEqualTo(route.body());
      List<String> parameters = new ArrayList<>();
      for (JsonNode parameter : operation.path("parameters")) {
        if (parameter.path("in").asText().equals("path")) {
          parameters.add("{" + parameter.path("name").asText() + "}");
        }
      }
      assertThat(
              List.of(route.path().text().split("/")).stream()
                  .filter(segment -> segment.startsWith("{"))
                  .toList())
          .as(name)
          .isEqualTo(parameters);
    }
  }

  @Test
  void everyReferenceLeadsSomewhereAndEverySchemaIsUsed() {
    TreeSet<String> used = new TreeSet<>(api.findValuesAsText("$ref"));
    TreeSet<String> declared = new TreeSet<>();
    for (String kind : List.of("schemas", "responses", "parameters")) {
      api.path("components")
          .path(kind)
          .fieldNames()
          .forEachRemaining(name -> declared.add("#/components/" + kind + "/" + name));
    }

    assertThat(used).isEqualTo(declared);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "200|GET|/alive||''",
        "200|GET|/ready||''",
        "200|GET|/switchboard/node||''",
        "200|GET|/switchboard/nodes||''",
        "400|GET|/switchboard/nodes|?limit=0|''",
        "202|POST|/switchboard/nodes/{address}/drain|10.0.0.1:25520|''",
        "404|POST|/switchboard/nodes/{address}/drain|10.9.9.9:25520|''",
        "202|POST|/switchboard/nodes/{address}/undrain|10.0.0.1:25520|''",
        "202|POST|/switchboard/rebalance||''",
        "200|GET|/switchboard/shards||''",
        "404|GET|/switchboard/shards|?node=h:1|''",
        "202|POST|/switchboard/shards/{id}/move|1|{\"to\":\"10.0.0.1:25520\"}",
        "400|POST|/switchboard/shards/{id}/move|1|{}",
        "200|DELETE|/switchboard/shards/{id}/pin|1|''",
        "200|GET|/switchboard/topics|?limit=1|''",
        "201|POST|/switchboard/topics||{\"name\":\"new\"}",
        "409|POST|/switchboard/topics||{\"name\":\"a\"}",
        "200|GET|/switchboard/sessions|?limit=1|''",
        "200|GET|/switchboard/sessions/{id}|aaaaaaaaaaaaaaaaaaaaaaaaab|''",
        "200|DELETE|/switchboard/sessions/{id}|aaaaaaaaaaaaaaaaaaaaaaaaac|''",
        "400|DELETE|/switchboard/sessions/{id}|x|''",
        "200|GET|/switchboard/openapi||''"
      })
  void anAnswerIsAsDescribed(int status, String method, String path, String value, String body)
      throws IOException {
    String given = Optional.ofNullable(value).orElse("");
    String url = path.contains("{") ? path.replaceAll("\\{\\w+}", given) : path + given;

    HttpResponse<String> reply = bed.call(method, url, bearer(), body);

    assertThat(reply.statusCode()).as(reply.body()).isEqualTo(status);
    JsonNode response =
        new SchemaCheck(api)
            .resolved(operation(method, path).path("responses").path(Integer.toString(status)));
    String type = reply.headers().firstValue("Content-Type").orElse("").replaceFirst(";.*", "");
    JsonNode schema = response.path("content").path(type).path("schema");
    assertThat(schema.isMissingNode()).as(status + " " + type).isFalse();
    assertThat(new SchemaCheck(api).faults(schema, ManagementBed.JSON.readTree(reply.body())))
        .isEmpty();
  }

  @Test
  void theCheckOfAnswersCanFail() throws IOException {
    JsonNode schema = api.at("/components/schemas/Shard");
    SchemaCheck check = new SchemaCheck(api);

    assertThat(faults(check, schema, "{\"shard\":\"1\",\"sessions\":1}")).hasSize(1);
    assertThat(faults(check, schema, "{\"shard\":1,\"sessions\":1,\"bytesPerSecond\":1}"))
        .hasSize(1);
    assertThat(
            faults(check, schema, "{\"shard\":\"1\",\"sessions\":1,\"bytesPerSecond\":1,\"x\":1}"))
        .hasSize(1);
    assertThat(
            faults(
                check,
                api.at("/components/schemas/Shards"),
                "{\"shards\":[{}],\"unknown\":[\"x\"]}"))
        .hasSize(3);
  }

  private static List<String> faults(SchemaCheck check, JsonNode schema, String json)
      throws IOException {
    return check.faults(schema, ManagementBed.JSON.readTree(json));
  }

  private JsonNode operation(String method, String path) {
    return api.path("paths").path(path).path(method.toLowerCase(Locale.ROOT));
  }
}
