/**
 * What sessions let be seen of themselves: counts by topic and phase, and what an observer hears.
 */
package io.switchboard.entity.seen;
