/** A Kafka, a Cassandra and a node on this machine, for {@code up} and {@code demo}. */
package io.switchboard.cli.local;
