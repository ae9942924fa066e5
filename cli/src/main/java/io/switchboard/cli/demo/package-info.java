/**
 * The demonstration: a real file through a real system, with a node killed in the middle, and a
 * verdict at the end.
 */
package io.switchboard.cli.demo;
