/**
 * What is under test, and what stands around it: Kafka and Cassandra, nodes of Switchboard in
 * processes of their own, topics, and the context that all parts of a run share.
 */
package io.switchboard.bench.servers;
