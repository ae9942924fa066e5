/**
 * A node's own HTTP API for operators: health, topics, sessions, the node itself. A small server of
 * its own with an enforced token check, because Akka Management's lets calls without credentials
 * pass.
 */
package io.switchboard.node.management;
