package io.switchboard.kafka.ledger;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A process that is killed in the middle of a lane's transaction. Arguments: bootstrap,
 * transactional id, topic. Prints {@code OPEN} when the transaction is open, and waits for its end.
 */
final class DoomedLane {
  /** Longer than a test may take until it has seen what it wants to, on however busy a machine. */
  static final Duration BROKER_ENDS_IT_AFTER = Duration.ofMinutes(5);

  private DoomedLane() {}

  public static void main(String[] args) throws Exception {
    Map<String, Object> config = new HashMap<>();
    config.put("bootstrap.servers", args[0]);
    config.put("transactional.id", args[1]);
    config.put("transaction.timeout.ms", (int) BROKER_ENDS_IT_AFTER.toMillis());
    KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    producer.initTransactions();
    producer.beginTransaction();
    producer.send(new ProducerRecord<>(args[2], 0, null, "never committed".getBytes()));
    producer.flush();
    System.out.println("OPEN");
    // Ends with the test's process, if that forgets to kill it.
    while (System.in.read() >= 0) {}
    Runtime.getRuntime().halt(1);
  }
}
