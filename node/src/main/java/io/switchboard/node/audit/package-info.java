/** Who did what to which session: one log line each, on a logger of its own. */
package io.switchboard.node.audit;
