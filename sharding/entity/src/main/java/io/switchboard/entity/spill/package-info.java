/**
 * How accepted batches that a stopped node left find their next owner: from its folder into the
 * spill store, and from there to the session that publishes them.
 */
package io.switchboard.entity.spill;
