package io.switchboard.bench.figures;

import io.switchboard.bench.meter.BrokerTraffic;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/**
 * What it costs that many read the same events as they come.
 *
 * @param batchEvents in each published batch
 * @param eventBytes of each value
 * @param steps each with more readers
 * @param limits what follows from them, beside what is wanted
 */
public record FanOut(int batchEvents, int eventBytes, List<Step> steps, List<Limit> limits) {
  private static final double MAX_TIMES_THE_TRAFFIC = 3;

  public FanOut {
    steps = List.copyOf(steps);
    limits = List.copyOf(limits);
  }

  /**
   * So many readers.
   *
   * @param deliveredEventsPerSecond to all readers together
   * @param brokerBytesPerByte of the topic's records that the broker sent, to the bytes of the
   *     published values
   * @param allBrokerBytesPerByte the same with all that the broker sent to anybody: answers to
   *     writers, and to who asks whether there is something
   * @param fetchesPerSecond requests for records, to the broker
   * @param late from when an event was due to be published until a reader had it, over all readers
   * @param cpuSecondsPerMillionDelivered by process
   */
  public record Step(
      int readers,
      double publishedEventsPerSecond,
      double deliveredEventsPerSecond,
      double brokerBytesPerByte,
      double allBrokerBytesPerByte,
      double fetchesPerSecond,
      Percentiles late,
      Map<String, Double> cpuSecondsPerMillionDelivered) {

    /**
     * From what was counted.
     *
     * @param events that were published, each of which every reader has got
     * @param eventBytes of each value
     * @param seconds of publishing, or until the last was received if that was later
     * @param cpuSeconds by process
     * @throws IllegalArgumentException if the broker has sent nothing: then it was not counted
     */
    public static Step of(
        int readers,
        long events,
        int eventBytes,
        double seconds,
        BrokerTraffic.Sent sent,
        Histogram lateMicros,
        Map<String, Double> cpuSeconds) {
      if (sent.topicBytes() <= 0) {
        throw new IllegalArgumentException(
            "Kafka has counted no bytes of a topic from which %,d events were read"
                .formatted(events));
      }
      double delivered = (double) events * readers;
      double bytes = (double) events * eventBytes;
      Map<String, Double> cpu = new TreeMap<>();
      cpuSeconds.forEach((process, used) -> cpu.put(process, used * 1e6 / delivered));
      return new Step(
          readers,
          events / seconds,
          delivered / seconds,
          sent.topicBytes() / bytes,
          sent.allBytes() / bytes,
          sent.fetches() / seconds,
          Percentiles.of(lateMicros),
          cpu);
    }
  }

  /**
   * The steps, and what follows from them.
   *
   * @param steps the first one is what the others are compared with
   */
  public static FanOut of(int batchEvents, int eventBytes, List<Step> steps) {
    List<Limit> limits = new ArrayList<>();
    Step first = steps.get(0);
    for (Step step : steps.subList(1, steps.size())) {
      limits.add(
          Limit.of(
              "broker traffic of %,d readers to that of %,d"
                  .formatted(step.readers(), first.readers()),
              step.brokerBytesPerByte() / first.brokerBytesPerByte(),
              MAX_TIMES_THE_TRAFFIC));
    }
    return new FanOut(batchEvents, eventBytes, steps, limits);
  }
}
