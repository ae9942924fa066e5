/**
 * The {@code switchboard} command: everything that a person does with Switchboard from a shell.
 * Each command is a class; {@link io.switchboard.cli.Switchboard} lists them.
 */
package io.switchboard.cli;
