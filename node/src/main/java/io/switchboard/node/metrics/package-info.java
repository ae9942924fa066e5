/**
 * The node's figures for Prometheus: what the parts count, under one set of names. The list of them
 * is docs/metrics.md, which a test holds against what is really there.
 */
package io.switchboard.node.metrics;
