/**
 * How events and snapshots become bytes: the explicit mapping between the core's domain and the
 * stored schema ({@code src/main/thrift/stored.thrift}), and the Akka serializer over it.
 */
package io.switchboard.persistence.serial;
