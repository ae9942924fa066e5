package io.switchboard.node.management;

import io.switchboard.core.port.SessionDirectory;
import io.switchboard.core.port.SessionDirectory.Entry;
import io.switchboard.core.port.SessionDirectory.Page;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

/**
 * Finds sessions in the directory, which knows no filters: it looks through the pages, but through
 * no more than {@value #MAX_LOOKED_AT} entries a call. So a page may be short, even empty, and
 * still have a next one.
 */
final class SessionSearch {
  static final int MAX_LOOKED_AT = 5_000;
  private static final int CHUNK = 500;

  private final SessionDirectory directory;
  private final Predicate<Entry> filter;
  private final int limit;
  private final List<Entry> found = new ArrayList<>();

  /** For one call. */
  SessionSearch(SessionDirectory directory, Predicate<Entry> filter, int limit) {
    this.directory = directory;
    this.filter = filter;
    this.limit = limit;
  }

  /** A page behind a token. */
  CompletionStage<Page> from(Optional<String> token) {
    return step(token, CHUNK, MAX_LOOKED_AT);
  }

  private CompletionStage<Page> step(Optional<String> token, int size, int budget) {
    return directory.list(size, token).thenCompose(page -> took(token, page, budget));
  }

  private CompletionStage<Page> took(Optional<String> token, Page page, int budget) {
    int room = limit - found.size();
    int last = 0;
    int fitting = 0;
    for (int i = 0; i < page.entries().size() && fitting <= room; i++) {
      if (filter.test(page.entries().get(i))) {
        fitting++;
        last = fitting <= room ? i + 1 : last;
      }
    }
    if (fitting > room) {
      // Only the directory makes tokens: asked for so many, it gives the one behind the last.
      return step(token, last, budget);
    }
    page.entries().stream().filter(filter).forEach(found::add);
    int left = budget - page.entries().size();
    boolean ends = page.nextPageToken().isEmpty() || found.size() == limit || left <= 0;
    return ends
        ? CompletableFuture.completedFuture(new Page(List.copyOf(found), page.nextPageToken()))
        : step(page.nextPageToken(), CHUNK, left);
  }
}
