/** Pins of shards to nodes, in Cassandra. */
package io.switchboard.persistence.pins;
