package io.switchboard.core.trespass.port;

import io.switchboard.core.session.SessionState;

/** Breaks a rule, so that a test can see that the rule bites. */
record KnowsASession(SessionState state) {}
