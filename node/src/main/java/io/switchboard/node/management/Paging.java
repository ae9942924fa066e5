package io.switchboard.node.management;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * Lists in pages: {@code limit} entries behind {@code page}, which is what the page before gave as
 * {@code next}.
 */
final class Paging {
  static final int MAX_PAGE = 1_000;
  static final int DEFAULT_PAGE = 100;

  private Paging() {}

  /**
   * The limit that a call asks for.
   *
   * @throws BadCallException if it is not 1 to {@link #MAX_PAGE}
   */
  static int limit(Call call) {
    String text = call.asked("limit").orElse(Integer.toString(DEFAULT_PAGE));
    try {
      int limit = Integer.parseInt(text);
      if (limit >= 1 && limit <= MAX_PAGE) {
        return limit;
      }
    } catch (NumberFormatException notANumber) {
      // Said below, together with the range.
    }
    throw new BadCallException("limit is 1 to " + MAX_PAGE + ", not '" + text + "'.");
  }

  /**
   * A page of a list that is known whole: {@code {"<name>": [...], "next": "<key>"}}.
   *
   * @param key of an entry; the list is shown in the keys' order
   */
  static <T> ObjectNode page(
      Call call,
      String name,
      List<T> all,
      Function<T, String> key,
      Comparator<String> order,
      BiConsumer<T, ObjectNode> describe) {
    int limit = limit(call);
    List<T> rest =
        all.stream()
            .filter(
                entry ->
                    call.asked("page")
                        .map(after -> order.compare(key.apply(entry), after) > 0)
                        .orElse(true))
            .sorted(Comparator.comparing(key, order))
            .toList();
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    ArrayNode list = body.putArray(name);
    for (T entry : rest.subList(0, Math.min(limit, rest.size()))) {
      describe.accept(entry, list.addObject());
    }
    if (rest.size() > limit) {
      body.put("next", key.apply(rest.get(limit - 1)));
    }
    return body;
  }
}
