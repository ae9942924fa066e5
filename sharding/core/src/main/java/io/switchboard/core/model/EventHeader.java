package io.switchboard.core.model;

/**
 * A record header.
 *
 * @param name UTF-8 name; the same name may come several times
 * @param value the value, or null as in Kafka
 */
public record EventHeader(String name, byte[] value) {}
