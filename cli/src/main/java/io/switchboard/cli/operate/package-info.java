/** Commands that look after a cluster: where its shards are, and where they should be. */
package io.switchboard.cli.operate;
