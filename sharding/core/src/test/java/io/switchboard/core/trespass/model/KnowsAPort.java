package io.switchboard.core.trespass.model;

import io.switchboard.core.port.Ledger;

/** Breaks a rule, so that a test can see that the rule bites. */
record KnowsAPort(Ledger ledger) {}
