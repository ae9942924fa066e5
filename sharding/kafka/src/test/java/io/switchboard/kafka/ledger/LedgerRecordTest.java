package io.switchboard.kafka.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.switchboard.core.model.Digest;
import io.switchboard.kafka.ledger.LedgerRecord.LedgerFormatException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class LedgerRecordTest {
  private static final LedgerRecord RECORD =
      new LedgerRecord(
          0x0102030405060708L,
          17,
          3,
          100,
          Digest.of(HexFormat.of().parseHex("a0a1a2a3a4a5a6a7a8a9aaabacadaeaf")));

  /** Written once by version 1: later code has to read it, and must not write it differently. */
  private static final String STORED =
      "01" // version
          + "0102030405060708" // seq
          + "0000000000000011" // epoch
          + "00000003" // lane generation
          + "00000064" // events
          + "a0a1a2a3a4a5a6a7a8a9aaabacadaeaf"; // digest

  @Test
  void theStoredBytesAreThoseOfVersionOne() {
    assertThat(HexFormat.of().formatHex(RECORD.toBytes())).isEqualTo(STORED);
    assertThat(LedgerRecord.parse(HexFormat.of().parseHex(STORED))).isEqualTo(RECORD);
  }

  @Test
  void anotherVersionOrLengthIsRefusedAndNotSkipped() {
    byte[] newer = RECORD.toBytes();
    newer[0] = 2;
    assertThatThrownBy(() -> LedgerRecord.parse(newer)).isInstanceOf(LedgerFormatException.class);
    assertThatThrownBy(() -> LedgerRecord.parse(java.util.Arrays.copyOf(RECORD.toBytes(), 40)))
        .isInstanceOf(LedgerFormatException.class);
    assertThatThrownBy(() -> LedgerRecord.parse(new byte[0]))
        .isInstanceOf(LedgerFormatException.class);
    assertThatThrownBy(() -> LedgerRecord.parse(null)).isInstanceOf(LedgerFormatException.class);
  }
}
