/**
 * What a node leaves when it stops: batches that were accepted and could not be published, sealed,
 * in Cassandra or, as the last resort, in a folder of the node. Only what the register's row names
 * is ever published from there.
 */
package io.switchboard.persistence.spill;
