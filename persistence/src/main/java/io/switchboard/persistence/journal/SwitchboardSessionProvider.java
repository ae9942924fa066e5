package io.switchboard.persistence.journal;

import akka.actor.ActorSystem;
import akka.stream.alpakka.cassandra.CqlSessionProvider;
import akka.stream.alpakka.cassandra.DefaultSessionProvider;
import com.datastax.oss.driver.api.core.CqlSession;
import com.typesafe.config.Config;
import io.switchboard.persistence.PersistenceSettings;
import io.switchboard.persistence.schema.SchemaCreator;
import scala.concurrent.ExecutionContext;
import scala.concurrent.Future;
import scala.jdk.javaapi.FutureConverters;

/**
 * Opens the one Cassandra session of an actor system and creates the schema first where auto-create
 * says so. Here, and not in an init hook, because whoever asks for the session first (plugin,
 * register, directory) would otherwise decide whether the hook runs.
 *
 * <p>Named in {@code switchboard-cassandra.conf}; made by the plugin.
 */
public final class SwitchboardSessionProvider implements CqlSessionProvider {
  private final CqlSessionProvider driver;
  private final PersistenceSettings settings;

  /** Called reflectively, with the plugin's section of the configuration. */
  public SwitchboardSessionProvider(ActorSystem system, Config plugin) {
    this.driver = new DefaultSessionProvider(system, plugin);
    this.settings = PersistenceSettings.from(system.settings().config());
  }

  @Override
  public Future<CqlSession> connect(ExecutionContext executor) {
    Future<CqlSession> connected = driver.connect(executor);
    if (!settings.autoCreate()) {
      return connected;
    }
    return FutureConverters.asScala(
        FutureConverters.asJava(connected)
            .thenCompose(
                session ->
                    SchemaCreator.createIfMissing(session, settings)
                        .thenApply(created -> session)));
  }
}
