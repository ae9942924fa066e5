package io.switchboard.entity.wire;

import akka.actor.ExtendedActorSystem;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Adapter;
import akka.actor.typed.javadsl.Behaviors;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.AppenderBase;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.File;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.slf4j.LoggerFactory;

/** Actor systems as tests need them. */
public final class Systems {
  private Systems() {}

  /** One that talks to nobody. */
  static ActorSystem<Void> alone(String config) {
    return ActorSystem.create(
        Behaviors.empty(),
        "alone",
        ConfigFactory.parseString(
                "akka.daemonic = on, akka.log-dead-letters = off, akka.actor.provider = local\n"
                    + config)
            .withFallback(ConfigFactory.load()));
  }

  /** One on a free port of the loopback, configured as a node is. */
  public static ActorSystem<Void> node(String config) {
    return ActorSystem.create(Behaviors.empty(), "switchboard", nodeConfig(config));
  }

  static Config nodeConfig(String config) {
    Config node =
        ConfigFactory.parseFile(new File("../../node/src/main/resources/switchboard-akka.conf"))
            .withFallback(
                ConfigFactory.parseFile(new File("../../node/src/main/resources/reference.conf"))
                    .withOnlyPath("switchboard.cluster"));
    return ConfigFactory.parseString(
            "akka.daemonic = on, akka.log-dead-letters = off\n"
                + "akka.cluster.jmx.enabled = off\n"
                + "akka.coordinated-shutdown.exit-jvm = off\n"
                + "akka.cluster.min-nr-of-members = 1\n"
                + "akka.cluster.gossip-interval = 200 ms\n"
                + "akka.cluster.leader-actions-interval = 200 ms\n"
                + "akka.cluster.sharding.coordinator-state.write-majority-plus = 0\n"
                + config)
        .withFallback(
            ConfigFactory.parseMap(
                Map.of("switchboard.cluster.host", "127.0.0.1", "switchboard.cluster.port", 0)))
        .withFallback(node)
        .withFallback(ConfigFactory.load())
        .resolve();
  }

  /** What Akka's remoting logs as errors from now on, with their causes. */
  static BlockingQueue<String> remotingErrors() {
    BlockingQueue<String> errors = new LinkedBlockingQueue<>();
    Logger remoting = (Logger) LoggerFactory.getLogger("akka.remote.artery");
    AppenderBase<ILoggingEvent> appender =
        new AppenderBase<>() {
          @Override
          protected void append(ILoggingEvent event) {
            IThrowableProxy cause = event.getThrowableProxy();
            errors.add(
                event.getFormattedMessage() + (cause == null ? "" : ": " + cause.getMessage()));
          }
        };
    appender.start();
    remoting.setLevel(Level.ERROR);
    remoting.setAdditive(false);
    remoting.addAppender(appender);
    return errors;
  }

  static WireSerializer serializer(ActorSystem<?> system) {
    return serializer(system, Clock.systemUTC());
  }

  static WireSerializer serializer(ActorSystem<?> system, Clock clock) {
    return new WireSerializer((ExtendedActorSystem) Adapter.toClassic(system), clock);
  }
}
