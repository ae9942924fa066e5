/** The command, and the run that ties all parts together. */
package io.switchboard.bench;
