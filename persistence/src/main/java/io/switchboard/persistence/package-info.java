/**
 * Everything that Switchboard keeps in Cassandra: journal and snapshots of sessions, the register
 * of who may publish, and the directory of sessions.
 */
package io.switchboard.persistence;
