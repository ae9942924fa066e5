package io.switchboard.mesos.discovery;

import io.switchboard.mesos.AddressPolicy;
import io.switchboard.mesos.AppSelector;
import io.switchboard.mesos.TargetQuery;
import io.switchboard.mesos.TaskState;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * What the section {@code akka.discovery.switchboard-marathon} says, checked; meaning, unit and
 * range of each are written in this module's {@code reference.conf}.
 *
 * @param urls at least one
 * @param apps from the service name that is asked for
 * @param portName for those who ask for none
 */
record MarathonSettings(
    List<URI> urls,
    Function<String, AppSelector> apps,
    String portName,
    AddressPolicy address,
    Set<TaskState> states,
    boolean requireHealthy,
    Duration connectTimeout,
    Duration callTimeout,
    int maxRedirects,
    int maxAnswerBytes,
    Duration keepLastAnswer,
    boolean resolveHosts,
    Duration repeatWarningsEvery,
    Credentials credentials,
    Trust trust) {

  MarathonSettings {
    urls = List.copyOf(urls);
    states = Set.copyOf(states);
  }

  /**
   * What to look for.
   *
   * @param wantedPort blank: the one of the settings
   * @throws IllegalArgumentException if the service name is blank and the settings need one
   */
  TargetQuery query(String serviceName, String wantedPort) {
    return new TargetQuery(
        apps.apply(serviceName),
        wantedPort.isBlank() ? portName : wantedPort,
        address,
        states,
        requireHealthy);
  }

  /** How long a lookup may take whose asker would wait this long. */
  Duration limit(Duration asker) {
    return asker.compareTo(callTimeout) < 0 ? asker : callTimeout;
  }
}
