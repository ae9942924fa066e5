/**
 * Cuts a stream of bytes into events and puts events back into the same bytes: lines, or frames
 * with their length in front.
 */
package io.switchboard.cli.frame;
