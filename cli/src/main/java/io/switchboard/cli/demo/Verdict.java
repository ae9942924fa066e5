package io.switchboard.cli.demo;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Whether what came back is what was sent: byte for byte, so also in the same order, none missing
 * and none twice.
 *
 * @param sentDigest SHA-256 of the input
 * @param receivedDigest SHA-256 of what came back
 * @param problems what is wrong, in sentences; empty: all is well
 */
record Verdict(String sentDigest, String receivedDigest, List<String> problems) {
  Verdict {
    problems = List.copyOf(problems);
  }

  static Verdict of(
      DemoInput input, Path received, long receivedLines, KafkaWitness.Sight kafka, int clearPieces)
      throws IOException {
    List<String> problems = new ArrayList<>();
    if (receivedLines != input.lines()) {
      problems.add(receivedLines + " lines came back instead of " + input.lines());
    }
    long mismatch = Files.mismatch(input.file(), received);
    if (mismatch >= 0) {
      problems.add("the bytes differ from byte " + mismatch + " on");
    }
    if (kafka.records() != input.lines()) {
      problems.add(kafka.records() + " committed records in Kafka instead of " + input.lines());
    }
    if (clearPieces > 0) {
      problems.add(clearPieces + " clear lines were found in Kafka's records");
    }
    return new Verdict(sha256(input.file()), sha256(received), problems);
  }

  boolean isGood() {
    return problems.isEmpty();
  }

  private static String sha256(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] buffer = new byte[64 << 10];
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        digest.update(buffer, 0, count);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
