package io.switchboard.bench.meter;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.util.Set;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** What a Kafka broker has sent, by its own count: it is asked over JMX, in its own process. */
public final class BrokerTraffic implements AutoCloseable {
  private static final String TOPIC_OUT =
      "kafka.server:type=BrokerTopicMetrics,name=BytesOutPerSec,topic=";
  private static final String SOCKETS =
      "kafka.server:type=socket-server-metrics,listener=*,networkProcessor=*";
  private static final String FETCHES =
      "kafka.network:type=RequestMetrics,name=RequestsPerSec,request=FetchConsumer,*";

  private final JMXConnector connector;
  private final MBeanServerConnection beans;

  private BrokerTraffic(JMXConnector connector, MBeanServerConnection beans) {
    this.connector = connector;
    this.beans = beans;
  }

  /**
   * Counts since the broker began.
   *
   * @param topicBytes of one topic's records, sent to consumers
   * @param allBytes sent over all its sockets
   * @param fetches requests of consumers
   */
  public record Sent(long topicBytes, long allBytes, long fetches) {
    public Sent since(Sent earlier) {
      return new Sent(
          topicBytes - earlier.topicBytes, allBytes - earlier.allBytes, fetches - earlier.fetches);
    }
  }

  /**
   * Connects to a broker on this machine.
   *
   * @throws IOException if its JVM lets nobody in
   */
  // The address is not anybody's input: the process itself, of the same user, tells it.
  @SuppressWarnings("BanJNDI")
  public static BrokerTraffic attach(long processId) throws IOException {
    try {
      VirtualMachine broker = VirtualMachine.attach(Long.toString(processId));
      try {
        JMXConnector connector =
            JMXConnectorFactory.connect(new JMXServiceURL(broker.startLocalManagementAgent()));
        return new BrokerTraffic(connector, connector.getMBeanServerConnection());
      } finally {
        broker.detach();
      }
    } catch (AttachNotSupportedException e) {
      throw new IOException("Kafka's process %d tells no figures".formatted(processId), e);
    }
  }

  /**
   * Looks.
   *
   * @throws IOException if the broker does not answer, or counts nothing under the known names
   */
  public Sent sent(String topic) throws IOException {
    try {
      ObjectName ofTopic = new ObjectName(TOPIC_OUT + topic);
      return new Sent(
          // It is there once something was read.
          beans.isRegistered(ofTopic) ? count(ofTopic, "Count") : 0,
          sum(SOCKETS, "outgoing-byte-total"),
          sum(FETCHES, "Count"));
    } catch (JMException e) {
      throw new IOException("Kafka does not tell its traffic as expected: " + e, e);
    }
  }

  private long sum(String pattern, String attribute) throws IOException, JMException {
    Set<ObjectName> found = beans.queryNames(new ObjectName(pattern), null);
    if (found.isEmpty()) {
      throw new IOException("Kafka tells nothing under " + pattern + ": has it another name now?");
    }
    long sum = 0;
    for (ObjectName name : found) {
      sum += count(name, attribute);
    }
    return sum;
  }

  private long count(ObjectName name, String attribute) throws IOException, JMException {
    return ((Number) beans.getAttribute(name, attribute)).longValue();
  }

  @Override
  public void close() throws IOException {
    connector.close();
  }
}
