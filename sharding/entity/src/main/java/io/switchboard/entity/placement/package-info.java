/**
 * Which node carries which shard of the sessions: pins first, else the least loaded; draining nodes
 * are emptied.
 */
package io.switchboard.entity.placement;
