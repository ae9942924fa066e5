package io.switchboard.mesos;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Picks the Marathon apps that make up one cluster, which may be several: the API tier and the back
 * end are two apps.
 */
public sealed interface AppSelector {

  /**
   * Whether an app belongs to the cluster. Pure.
   *
   * @param appId absolute, with its leading slash
   * @param labels the app's own labels
   */
  boolean matches(String appId, Map<String, String> labels);

  /** Apps that carry a label with exactly this value. */
  record ByLabel(String name, String value) implements AppSelector {
    public ByLabel {
      requireText("label name", name);
      requireText("label value", value);
    }

    @Override
    public boolean matches(String appId, Map<String, String> labels) {
      return value.equals(labels.get(name));
    }
  }

  /** Exactly these apps, by absolute id. */
  record ByIds(Set<String> appIds) implements AppSelector {
    public ByIds {
      if (appIds.isEmpty()) {
        throw new IllegalArgumentException("expected at least one app id, got none");
      }
      new TreeSet<>(appIds).forEach(id -> requireAbsolute("app id", id));
      appIds = Set.copyOf(appIds);
    }

    @Override
    public boolean matches(String appId, Map<String, String> labels) {
      return appIds.contains(appId);
    }
  }

  /**
   * All apps in a group and in the groups below it: {@code /a} takes {@code /a/b}, not {@code /ab}.
   */
  record ByGroup(String group) implements AppSelector {
    public ByGroup {
      requireAbsolute("group", group);
      if (group.length() > 1 && group.endsWith("/")) {
        group = group.substring(0, group.length() - 1);
      }
    }

    @Override
    public boolean matches(String appId, Map<String, String> labels) {
      return appId.startsWith(group.equals("/") ? group : group + "/");
    }
  }

  private static void requireText(String what, String value) {
    if (value.isBlank()) {
      throw new IllegalArgumentException("expected a " + what + ", got nothing");
    }
  }

  private static void requireAbsolute(String what, String id) {
    if (!id.startsWith("/")) {
      throw new IllegalArgumentException(
          "expected an absolute %s such as /switchboard/backend, got \"%s\"".formatted(what, id));
    }
  }
}
