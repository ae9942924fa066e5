package io.switchboard.persistence.register;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.DriverTimeoutException;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.retry.RetryDecision;
import com.datastax.oss.driver.api.core.retry.RetryVerdict;
import com.datastax.oss.driver.api.core.servererrors.OverloadedException;
import com.datastax.oss.driver.api.core.servererrors.WriteType;
import org.junit.jupiter.api.Test;

class NeverRetryTest {

  @Test
  void everyErrorReachesTheCaller() {
    SimpleStatement cas = SimpleStatement.newInstance("UPDATE t SET a = 1 WHERE k = 1 IF a = 0");
    try (NeverRetry policy = new NeverRetry(null, "switchboard-lwt")) {
      assertThat(
              new RetryVerdict[] {
                policy.onReadTimeoutVerdict(cas, ConsistencyLevel.SERIAL, 2, 2, false, 0),
                policy.onWriteTimeoutVerdict(cas, ConsistencyLevel.QUORUM, WriteType.CAS, 2, 1, 0),
                policy.onUnavailableVerdict(cas, ConsistencyLevel.QUORUM, 2, 1, 0),
                policy.onRequestAbortedVerdict(cas, new DriverTimeoutException("lost"), 0),
                policy.onErrorResponseVerdict(cas, new OverloadedException(null), 0)
              })
          .extracting(RetryVerdict::getRetryDecision)
          .containsOnly(RetryDecision.RETHROW);
    }
  }
}
