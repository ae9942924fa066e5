package io.switchboard.entity;

import akka.persistence.testkit.ProcessingSuccess;
import akka.persistence.testkit.WriteEvents;
import akka.persistence.testkit.javadsl.PersistenceTestKit;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A journal that takes a write and does not answer until it is let go. */
final class HeldJournal implements AutoCloseable {
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch letGo = new CountDownLatch(1);
  private final PersistenceTestKit journal;

  HeldJournal(PersistenceTestKit journal) {
    this.journal = journal;
    journal.withPolicy(
        (id, operation) -> {
          if (operation instanceof WriteEvents) {
            begun.countDown();
            try {
              letGo.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }
          return ProcessingSuccess.getInstance();
        });
  }

  /** Waits until a session's write is held: it journals, and is not done before the end of this. */
  void awaitWrite(Duration atMost) throws InterruptedException {
    if (!begun.await(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new AssertionError("nothing was journaled within " + atMost);
    }
  }

  @Override
  public void close() {
    letGo.countDown();
    journal.resetPolicy();
  }
}
