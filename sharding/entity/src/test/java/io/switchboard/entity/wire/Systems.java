package io.switchboard.entity.wire;

import akka.actor.ExtendedActorSystem;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Adapter;
import akka.actor.typed.javadsl.Behaviors;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.File;
import java.time.Clock;
import java.util.Map;

/** Actor systems as tests need them. */
final class Systems {
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
  static ActorSystem<Void> node(String config) {
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

  static WireSerializer serializer(ActorSystem<?> system) {
    return serializer(system, Clock.systemUTC());
  }

  static WireSerializer serializer(ActorSystem<?> system, Clock clock) {
    return new WireSerializer((ExtendedActorSystem) Adapter.toClassic(system), clock);
  }
}
