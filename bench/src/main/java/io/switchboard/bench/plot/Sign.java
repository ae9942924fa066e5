package io.switchboard.bench.plot;

/** What tells one thing in a plot from another. Never colour alone. */
public sealed interface Sign permits Fill, Shape {}
