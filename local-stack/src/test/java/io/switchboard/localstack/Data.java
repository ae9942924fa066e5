package io.switchboard.localstack;

import com.datastax.oss.driver.api.core.CqlSession;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Writes to and reads from the servers, with the clients that users have. */
final class Data {

  private static final Duration READ_WITHIN = Duration.ofSeconds(20);
  private static final String TABLE = "local_stack_test.words";

  private Data() {}

  static void createTopic(String bootstrap, String topic) throws Exception {
    try (Admin admin = Admin.create(Map.<String, Object>of("bootstrap.servers", bootstrap))) {
      admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
    }
  }

  /** In a transaction, so that the coordinator and its internal topic are needed too. */
  static void produce(String bootstrap, String topic, String value) {
    Map<String, Object> config =
        Map.of("bootstrap.servers", bootstrap, "acks", "all", "transactional.id", "local-stack");
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(config, new StringSerializer(), new StringSerializer())) {
      producer.initTransactions();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>(topic, value));
      producer.commitTransaction();
    }
  }

  /** Everything in the topic, read until as many records as expected have come. */
  static List<String> consume(String bootstrap, String topic, int expected) {
    Map<String, Object> config =
        Map.of("bootstrap.servers", bootstrap, "isolation.level", "read_committed");
    List<String> values = new ArrayList<>();
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer())) {
      TopicPartition partition = new TopicPartition(topic, 0);
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long deadline = System.nanoTime() + READ_WITHIN.toNanos();
      while (values.size() < expected && System.nanoTime() - deadline < 0) {
        for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(200))) {
          values.add(record.value());
        }
      }
    }
    return values;
  }

  static void createTable(CqlSession session) {
    session.execute(
        "CREATE KEYSPACE local_stack_test WITH replication ="
            + " {'class': 'SimpleStrategy', 'replication_factor': 1}");
    session.execute("CREATE TABLE " + TABLE + " (id int PRIMARY KEY, word text)");
  }

  static void insert(CqlSession session, int id, String word) {
    session.execute("INSERT INTO " + TABLE + " (id, word) VALUES (?, ?)", id, word);
  }

  static String word(CqlSession session, int id) {
    return session.execute("SELECT word FROM " + TABLE + " WHERE id = ?", id).one().getString(0);
  }

  static CqlSession cassandra(InetSocketAddress contact, String datacenter) {
    return CqlSession.builder().addContactPoint(contact).withLocalDatacenter(datacenter).build();
  }
}
