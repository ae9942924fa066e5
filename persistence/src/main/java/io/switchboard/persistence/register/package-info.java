/**
 * The ownership register: one row a session, changed by compare-and-set only. What makes exactly
 * once survive a split cluster rests on this package; docs/persistence.md says what must never be
 * done to its table.
 */
package io.switchboard.persistence.register;
