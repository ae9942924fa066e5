/** Looks whether everything that Switchboard needs is there, and says what to do where not. */
package io.switchboard.cli.doctor;
