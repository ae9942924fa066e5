/** Small helpers over the Cassandra driver that register and directory share. */
package io.switchboard.persistence.cql;
