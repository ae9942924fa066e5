package io.switchboard.bench.micro;

import io.switchboard.crypto.KeyRings;
import io.switchboard.crypto.OpenResult;
import io.switchboard.crypto.RecordCipher;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** What the encryption envelope costs for one value: every event is sealed once and opened once. */
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class EnvelopeBenchmark extends MicroBenchmark {
  private static final String TOPIC = Inputs.TOPIC.name();

  @Param({"100", "1024", "10240"})
  private int valueBytes;

  private RecordCipher cipher;
  private byte[] plaintext;
  private byte[] envelope;

  /** Keys are random: the cipher's speed does not depend on them. */
  @Setup
  public void sealOne() {
    cipher = new RecordCipher(KeyRings.ephemeral());
    plaintext = Inputs.bytes(0, valueBytes);
    envelope = cipher.seal(TOPIC, plaintext);
  }

  /** A value on its way to Kafka. */
  @Benchmark
  public byte[] seal() {
    return cipher.seal(TOPIC, plaintext);
  }

  /** A value that comes from Kafka; its data key is known, as of all but a writer's first. */
  @Benchmark
  public byte[] open() {
    return ((OpenResult.Opened) cipher.open(TOPIC, envelope)).plaintext();
  }
}
