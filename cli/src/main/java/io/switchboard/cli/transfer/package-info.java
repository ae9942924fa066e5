/** Publishing and consuming from the command line: streams in, streams out, in bounded memory. */
package io.switchboard.cli.transfer;
