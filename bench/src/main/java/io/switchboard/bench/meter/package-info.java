/**
 * Looks at processes from outside: processor time, what is allocated and held on heaps, what a
 * broker sends, flight recordings.
 */
package io.switchboard.bench.meter;
