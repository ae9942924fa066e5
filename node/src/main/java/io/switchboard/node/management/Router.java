package io.switchboard.node.management;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Finds the route of a call in a fixed table. Thread-safe. */
final class Router {
  private final List<Route> routes;

  /**
   * Of a table.
   *
   * @throws IllegalArgumentException if a method and path is there twice
   */
  Router(List<Route> routes) {
    this.routes = List.copyOf(routes);
    List<String> names = routes.stream().map(r -> r.method() + " " + r.path().text()).toList();
    if (names.stream().distinct().count() < names.size()) {
      throw new IllegalArgumentException("a route is there twice: " + names);
    }
  }

  /** The table. */
  List<Route> routes() {
    return routes;
  }

  /** What a method and path lead to. */
  sealed interface Found {
    /** A route, with the values of its path's parameters. */
    record Here(Route route, Map<String, String> parameters) implements Found {}

    /** The path is known, with other methods: {@code GET, POST}. */
    record OtherMethods(String allowed) implements Found {}

    /** The path is not known. */
    record Nothing() implements Found {}
  }

  Found find(String method, String path) {
    List<Route> ofPath = new ArrayList<>();
    for (Route route : routes) {
      Optional<Map<String, String>> parameters = route.path().match(path);
      if (parameters.isPresent()) {
        if (route.method().equals(method)) {
          return new Found.Here(route, parameters.get());
        }
        ofPath.add(route);
      }
    }
    return ofPath.isEmpty()
        ? new Found.Nothing()
        : new Found.OtherMethods(
            ofPath.stream().map(Route::method).sorted().collect(Collectors.joining(", ")));
  }

  /** Whether everybody may ask for this path, whatever the method. */
  boolean isOpen(String path) {
    List<Route> ofPath = routes.stream().filter(r -> r.path().match(path).isPresent()).toList();
    return !ofPath.isEmpty()
        && ofPath.stream().allMatch(route -> route.access() == Route.Access.OPEN);
  }
}
