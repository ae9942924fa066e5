package io.switchboard.core.model;

/**
 * What the token of a staged batch says, once opened: which bytes the client wants published under
 * which seq.
 *
 * @param session whose batch it is
 * @param holder of the session when it was staged
 * @param seq of the batch
 * @param events number of events
 * @param digest of the batch
 */
public record StageToken(SessionId session, int holder, long seq, int events, Digest digest) {}
