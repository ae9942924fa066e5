/**
 * What travels between nodes, as bytes: every call to a session and every answer. The format, and
 * how it may change, is described in {@code docs/node-to-node.md}.
 */
package io.switchboard.entity.wire;
