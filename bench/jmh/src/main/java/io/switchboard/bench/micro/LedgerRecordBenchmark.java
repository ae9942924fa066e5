package io.switchboard.bench.micro;

import io.switchboard.kafka.ledger.LedgerRecord;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Setup;

/** What a ledger record costs: each batch writes one, and an owner that takes over reads many. */
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class LedgerRecordBenchmark extends MicroBenchmark {
  private LedgerRecord published;
  private byte[] stored;

  /** The record of one batch, in both forms. */
  @Setup
  public void encodeOne() {
    published = new LedgerRecord(41, 3, 7, Inputs.EVENTS, Inputs.DIGEST);
    stored = published.toBytes();
  }

  /** To its stored form. */
  @Benchmark
  public byte[] encode() {
    return published.toBytes();
  }

  /** From its stored form. */
  @Benchmark
  public LedgerRecord decode() {
    return LedgerRecord.parse(stored);
  }
}
