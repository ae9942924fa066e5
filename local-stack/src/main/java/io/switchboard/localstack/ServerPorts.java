package io.switchboard.localstack;

/**
 * The two ports of a server, both on 127.0.0.1.
 *
 * @param client where clients connect
 * @param internal Kafka's controller, or what Cassandra's nodes would talk through
 */
record ServerPorts(int client, int internal) {}
