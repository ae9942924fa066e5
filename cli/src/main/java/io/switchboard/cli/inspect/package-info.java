/** Commands that look at a running system, or at what belongs to one, and change little. */
package io.switchboard.cli.inspect;
