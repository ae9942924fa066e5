package io.switchboard.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class BatchDigesterTest {
  private final BatchDigester digester = new BatchDigester(TestKeys.ring(KeyIds.DIGEST, 1));

  @Test
  void theDigestIsTheOneThatEarlierReleasesWroteIntoTheLedger() {
    KeyRing known =
        KeyRing.builder().add(KeyIds.DIGEST, 1, TestKeys.CREATED, TestKeys.material(0)).build();

    byte[] digest =
        new BatchDigester(known)
            .digest(
                sink ->
                    sink.putLong(-2)
                        .putInt(7)
                        .putBytes(ascii("abc"))
                        .putAbsent()
                        .putBytes(ascii("")));

    assertThat(HexFormat.of().formatHex(digest)).isEqualTo("d06832e3e28b7586e32214ae2e490f45");
  }

  @Test
  void theSameFieldsGiveTheSameDigestAndMatch() {
    Consumer<DigestSink> fields = sink -> sink.putLong(1).putBytes(ascii("k"));

    byte[] first = digester.digest(fields);
    byte[] second = digester.digest(fields);
    byte[] fromBuffer =
        digester.digest(
            sink ->
                sink.putLong(1).putBytes(ByteBuffer.wrap(ascii("xk"), 1, 1).asReadOnlyBuffer()));

    assertThat(first).hasSize(BatchDigester.DIGEST_BYTES);
    assertThat(BatchDigester.matches(first, second)).isTrue();
    assertThat(BatchDigester.matches(first, fromBuffer)).isTrue();
    first[15] ^= 1;
    assertThat(BatchDigester.matches(first, second)).isFalse();
  }

  @Test
  void sequencesThatLookAlikeWhenStrungTogetherDiffer() {
    List<Consumer<DigestSink>> sequences = new ArrayList<>();
    sequences.add(sink -> {});
    sequences.add(DigestSink::putAbsent);
    sequences.add(sink -> sink.putAbsent().putAbsent());
    sequences.add(sink -> sink.putBytes(new byte[0]));
    sequences.add(sink -> sink.putBytes(new byte[0]).putBytes(new byte[0]));
    sequences.add(sink -> sink.putBytes(ascii("ab")));
    sequences.add(sink -> sink.putBytes(ascii("a")).putBytes(ascii("b")));
    sequences.add(sink -> sink.putBytes(ascii("a")).putAbsent().putBytes(ascii("b")));
    sequences.add(sink -> sink.putBytes(ascii("ab")).putAbsent());
    sequences.add(sink -> sink.putLong(0));
    sequences.add(sink -> sink.putInt(0));
    sequences.add(sink -> sink.putInt(0).putInt(0));
    sequences.add(sink -> sink.putBytes(new byte[8]));
    sequences.add(sink -> sink.putBytes(new byte[4]));
    sequences.add(sink -> sink.putBytes(new byte[] {4}));

    Set<String> digests = new HashSet<>();
    for (Consumer<DigestSink> fields : sequences) {
      digests.add(HexFormat.of().formatHex(digester.digest(fields)));
    }

    assertThat(digests).hasSize(sequences.size());
  }

  @Test
  void anotherKeyGivesAnotherDigestAndALaterVersionIsNotUsed() {
    Consumer<DigestSink> fields = sink -> sink.putLong(1);
    KeyRing otherKey =
        KeyRing.builder().add(KeyIds.DIGEST, 1, TestKeys.CREATED, TestKeys.material(9)).build();

    assertThat(new BatchDigester(otherKey).digest(fields)).isNotEqualTo(digester.digest(fields));
    assertThat(new BatchDigester(TestKeys.ring(KeyIds.DIGEST, 1, 2)).digest(fields))
        .isEqualTo(digester.digest(fields));
    assertThatThrownBy(() -> new BatchDigester(TestKeys.ring(KeyIds.DIGEST, 2)))
        .isInstanceOf(KeyUnavailableException.class);
  }

  @Test
  void aFailureInTheMiddleLeavesNothingBehind() {
    Consumer<DigestSink> fields = sink -> sink.putLong(1);
    byte[] expected = digester.digest(fields);

    assertThatThrownBy(
            () ->
                digester.digest(
                    sink -> {
                      sink.putLong(99);
                      throw new IllegalArgumentException("from the caller");
                    }))
        .hasMessage("from the caller");

    assertThat(digester.digest(fields)).isEqualTo(expected);
  }

  @Test
  void aSinkThatIsKeptOrNestedIsABug() {
    AtomicReference<DigestSink> kept = new AtomicReference<>();
    digester.digest(kept::set);

    assertThatThrownBy(() -> kept.get().putInt(1)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> digester.digest(outer -> digester.digest(inner -> inner.putInt(1))))
        .isInstanceOf(IllegalStateException.class);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
