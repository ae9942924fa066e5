package io.switchboard.crypto;

import java.time.Instant;

/**
 * What may be shown of a key: for listings such as {@code switchboard keys}; never the key itself.
 *
 * @param keyId the key's name
 * @param version 1 to 65535
 * @param created when it was put into the key ring file
 * @param fingerprint 8 hex digits, equal on two nodes that hold the same key
 * @param current whether new records are sealed with this version
 */
public record KeySummary(
    String keyId, int version, Instant created, String fingerprint, boolean current) {}
