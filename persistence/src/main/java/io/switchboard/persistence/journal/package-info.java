/** Set-up of akka-persistence-cassandra and of the Cassandra session that everything shares. */
package io.switchboard.persistence.journal;
