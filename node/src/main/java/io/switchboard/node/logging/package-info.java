/** The node's log as JSON lines, for machines that collect it; docs/logging.md. */
package io.switchboard.node.logging;
