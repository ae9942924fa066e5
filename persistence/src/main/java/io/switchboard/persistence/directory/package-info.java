/** The directory of sessions: a hint for lists and for expiry, never asked by the publish path. */
package io.switchboard.persistence.directory;
