package io.switchboard.sdk.internal.call;

import io.switchboard.sdk.ClientListener;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps a listener's exceptions away from the SDK's threads; they are logged. */
public final class GuardedListener implements ClientListener {
  private static final Logger LOG = LoggerFactory.getLogger(GuardedListener.class);

  private final ClientListener listener;

  /** Guards a listener. */
  public GuardedListener(ClientListener listener) {
    this.listener = listener;
  }

  @Override
  public void onRetry(Retry retry) {
    guard(l -> l.onRetry(retry));
  }

  @Override
  public void onFailover(String from, String to) {
    guard(l -> l.onFailover(from, to));
  }

  @Override
  public void onReallocated(String goneSession, String newSession) {
    guard(l -> l.onReallocated(goneSession, newSession));
  }

  @Override
  public void onRestaged(String session, long seq) {
    guard(l -> l.onRestaged(session, seq));
  }

  private void guard(Consumer<ClientListener> call) {
    try {
      call.accept(listener);
    } catch (RuntimeException e) {
      LOG.warn("The client listener threw; it must not", e);
    }
  }
}
