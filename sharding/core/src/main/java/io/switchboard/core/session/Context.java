package io.switchboard.core.session;

import io.switchboard.core.model.SessionId;
import java.time.Instant;

/**
 * What a decision may know besides state and command.
 *
 * @param session whose decision it is
 * @param now the time
 */
public record Context(SessionId session, Instant now) {}
