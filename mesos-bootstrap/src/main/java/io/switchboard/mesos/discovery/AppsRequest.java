package io.switchboard.mesos.discovery;

import io.switchboard.mesos.AppSelector;
import io.switchboard.mesos.AppSelector.ByGroup;
import io.switchboard.mesos.AppSelector.ByIds;
import io.switchboard.mesos.AppSelector.ByLabel;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Writes the request for the apps of a cluster together with their tasks. The filter only makes the
 * answer small: which apps belong to the cluster is decided from the answer, since Marathon's
 * filter for ids looks for a part of the id, without regard to case.
 */
final class AppsRequest {
  private static final String PATH = "/v2/apps?embed=apps.tasks";

  private AppsRequest() {}

  /**
   * The whole URL.
   *
   * @param marathon without a slash at its end
   */
  static URI of(URI marathon, AppSelector apps) {
    return URI.create(marathon + PATH + filter(apps).map(f -> "&" + f).orElse(""));
  }

  private static Optional<String> filter(AppSelector apps) {
    if (apps instanceof ByLabel label) {
      return Optional.of("label=" + encoded(escaped(label.name()) + "==" + escaped(label.value())));
    }
    String part =
        apps instanceof ByIds ids
            ? ids.appIds().stream().reduce(AppsRequest::commonStart).orElseThrow()
            : ((ByGroup) apps).group();
    return part.equals("/") ? Optional.empty() : Optional.of("id=" + encoded(part));
  }

  private static String commonStart(String a, String b) {
    int length = 0;
    while (length < Math.min(a.length(), b.length()) && a.charAt(length) == b.charAt(length)) {
      length++;
    }
    return a.substring(0, length);
  }

  /** In label queries everything but these characters has a meaning. */
  private static String escaped(String text) {
    return text.replaceAll("[^A-Za-z0-9._-]", "\\\\$0");
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
