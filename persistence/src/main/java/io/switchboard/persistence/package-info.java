/**
 * Everything that Switchboard keeps in Cassandra: journal and snapshots of sessions, the register
 * of who may publish, the directory of sessions, and pins of shards.
 */
package io.switchboard.persistence;
