package io.switchboard.kafka;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;

/**
 * How to reach the Kafka cluster: shared by lanes, sources, ledger and catalog, so that security is
 * configured once.
 *
 * @param bootstrap {@code host:port} pairs, separated by commas
 * @param clientProperties passed to every Kafka client as they are ({@code security.protocol},
 *     {@code ssl.*}, {@code sasl.*}, ...); what a client sets for itself wins over them
 */
public record KafkaConnection(String bootstrap, Map<String, String> clientProperties) {
  public KafkaConnection {
    if (bootstrap.isBlank()) {
      throw new IllegalArgumentException("bootstrap: expected host:port[,host:port], got nothing");
    }
    clientProperties = Map.copyOf(clientProperties);
  }

  /** A connection without security, as to a local stack. */
  public static KafkaConnection plain(String bootstrap) {
    return new KafkaConnection(bootstrap, Map.of());
  }

  /**
   * The properties of one Kafka client, in a new map that the caller may change.
   *
   * @param own what this client needs; wins over the shared properties
   */
  public Map<String, Object> toClientConfig(Map<String, ?> own) {
    Map<String, Object> config = new HashMap<>(clientProperties);
    config.putAll(own);
    config.put("bootstrap.servers", bootstrap);
    return config;
  }

  /** Names only: the values may be passwords. */
  @Override
  public String toString() {
    return "KafkaConnection[" + bootstrap + ", " + new TreeSet<>(clientProperties.keySet()) + "]";
  }
}
