package io.switchboard.mesos.discovery;

import akka.actor.ExtendedActorSystem;
import akka.discovery.Lookup;
import akka.discovery.ServiceDiscovery;
import akka.dispatch.Futures;
import com.typesafe.config.Config;
import io.switchboard.mesos.Target;
import io.switchboard.mesos.TargetQuery;
import java.io.IOException;
import java.net.InetAddress;
import java.net.http.HttpClient;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import scala.Option;
import scala.concurrent.ExecutionContext;
import scala.concurrent.Future;
import scala.concurrent.duration.FiniteDuration;
import scala.jdk.javaapi.CollectionConverters;
import scala.jdk.javaapi.FutureConverters;
import scala.jdk.javaapi.OptionConverters;

/**
 * Finds the cluster's nodes in Marathon, for Akka's Cluster Bootstrap and for client-side
 * balancing. Configured in {@code akka.discovery.switchboard-marathon}; see {@code docs/mesos.md}.
 *
 * <p>A lookup gives every task that Marathon lists or fails with {@link LookupFailedException}; an
 * empty list means that Marathon lists nobody. It is limited to 16 under way, and to the asker's
 * time-out or {@code call-timeout}, whichever is shorter. Safe for use on any thread, and blocks
 * none.
 */
public final class MarathonServiceDiscovery extends ServiceDiscovery {
  static final String PATH = "akka.discovery.switchboard-marathon";
  private static final int THREADS = 2;

  private final MarathonSettings settings;
  private final Lookups lookups;
  private final ExecutionContext dispatcher;

  /**
   * Called by Akka.
   *
   * @throws IllegalArgumentException if the settings are not valid, naming every problem
   */
  public MarathonServiceDiscovery(ExtendedActorSystem system) {
    Config section = system.settings().config().getConfig(PATH);
    settings = SettingsReader.read(section, PATH);
    ExecutorService executor = Executors.newFixedThreadPool(THREADS, daemons());
    system.registerOnTermination((Runnable) executor::shutdown);
    lookups = wire(settings, executor, System::nanoTime);
    dispatcher = system.dispatcher();
  }

  @Override
  public Future<Resolved> lookup(Lookup lookup, FiniteDuration resolveTimeout) {
    TargetQuery query;
    try {
      String port = OptionConverters.toJava(lookup.portName()).orElse("");
      query = settings.query(lookup.serviceName(), port);
    } catch (IllegalArgumentException e) {
      return Futures.failed(e);
    }
    Duration limit = settings.limit(Duration.ofNanos(resolveTimeout.toNanos()));
    // Mapped in Scala, where a failure stays as it is; Java's stages would wrap it.
    return FutureConverters.asScala(lookups.ask(query, limit))
        .map(targets -> resolved(lookup.serviceName(), targets), dispatcher);
  }

  /** What was done since the start. */
  public DiscoveryStats stats() {
    return lookups.stats();
  }

  private static Resolved resolved(String serviceName, List<Target> targets) {
    List<ResolvedTarget> addresses =
        targets.stream().map(MarathonServiceDiscovery::resolvedTarget).toList();
    return new Resolved(serviceName, CollectionConverters.asScala(addresses).toVector());
  }

  private static ResolvedTarget resolvedTarget(Target target) {
    Option<InetAddress> address = OptionConverters.toScala(target.ip());
    return new ResolvedTarget(target.host(), Option.apply((Object) target.port()), address);
  }

  /**
   * Joins the parts, as the settings say.
   *
   * @param executor may be blocked by files and DNS
   */
  static Lookups wire(MarathonSettings settings, Executor executor, LongSupplier nanoClock) {
    HttpClient.Builder client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(settings.connectTimeout());
    try {
      settings.trust().context().ifPresent(client::sslContext);
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(PATH + ".tls can no longer be used", e);
    }
    HttpAsker http =
        new HttpAsker(
            client.build(),
            settings.credentials(),
            new Redirects(
                settings.maxRedirects(), settings.urls(), !settings.credentials().isNone()),
            settings.maxAnswerBytes(),
            executor,
            nanoClock);
    return new Lookups(
        new AddressesInTurn(settings.urls(), nanoClock),
        http,
        settings.resolveHosts()
            ? Optional.of(new HostResolver(InetAddress::getByName, nanoClock))
            : Optional.empty(),
        new LastAnswers(settings.keepLastAnswer()),
        new WarningGate(settings.repeatWarningsEvery()),
        executor,
        nanoClock);
  }

  private static ThreadFactory daemons() {
    AtomicInteger number = new AtomicInteger();
    return work -> {
      Thread thread = new Thread(work, "marathon-discovery-" + number.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }
}
