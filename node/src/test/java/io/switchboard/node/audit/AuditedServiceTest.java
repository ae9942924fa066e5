package io.switchboard.node.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.node.audit.AuditEntry.Event;
import io.switchboard.node.door.CallContext;
import io.switchboard.node.door.Errors;
import io.switchboard.node.door.SwitchboardService;
import io.switchboard.protocol.AllocateRequest;
import io.switchboard.protocol.DescribeRequest;
import io.switchboard.protocol.DisposeReply;
import io.switchboard.protocol.DisposeRequest;
import io.switchboard.protocol.ErrorCode;
import io.switchboard.protocol.Limits;
import io.switchboard.protocol.Phase;
import io.switchboard.protocol.ReadRequest;
import io.switchboard.protocol.Role;
import io.switchboard.protocol.Session;
import io.switchboard.protocol.SessionInfo;
import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class AuditedServiceTest {
  private final AuditLog log = new AuditLog();
  private CompletionStage<?> answer = new CompletableFuture<>();
  private final SwitchboardService behind =
      (SwitchboardService)
          Proxy.newProxyInstance(
              SwitchboardService.class.getClassLoader(),
              new Class<?>[] {SwitchboardService.class},
              (proxy, method, arguments) -> answer);
  private final AuditedService audited = new AuditedService(behind, log, call -> "me");

  private static final CallContext CALL =
      new CallContext() {
        @Override
        public Transport transport() {
          return Transport.TCP;
        }

        @Override
        public InetSocketAddress remoteAddress() {
          return new InetSocketAddress("127.0.0.1", 1);
        }

        @Override
        public long receivedNanos() {
          return 0;
        }

        @Override
        public Optional<String> header(String name) {
          return Optional.empty();
        }

        @Override
        public boolean isOpen() {
          return true;
        }

        @Override
        public void onClose(Runnable action) {}
      };

  private long all() {
    long all = 0;
    for (Event event : Event.values()) {
      all += log.count(event);
    }
    return all;
  }

  @Test
  void whatCallersDoWithSessionsIsWrittenOnceEach() {
    Limits limits = new Limits(1, 1, 1, 1, 1);
    answer = CompletableFuture.completedStage(new Session("s", Role.READER, "t", 0, 0, limits));
    audited.allocate(new AllocateRequest().setClientName("c"), CALL);
    answer = CompletableFuture.completedStage(new DisposeReply(false));
    audited.dispose(new DisposeRequest().setSession("s"), CALL);
    answer =
        CompletableFuture.completedStage(
            new SessionInfo("s", Role.READER, "t", Phase.IDLE, 0, 1, limits));
    audited.describe(new DescribeRequest().setSession("s").setTakeOver(true), CALL);
    audited.describe(new DescribeRequest().setSession("s"), CALL);

    assertThat(log.count(Event.ALLOCATE)).isEqualTo(1);
    assertThat(log.count(Event.DISPOSE)).isEqualTo(1);
    assertThat(log.count(Event.TAKE_OVER)).isEqualTo(1);
    assertThat(all()).isEqualTo(3);
  }

  @Test
  void aDenialIsWrittenWhateverTheCallAndHoweverItIsWrapped() {
    answer =
        CompletableFuture.failedStage(
            new CompletionException(Errors.error(ErrorCode.TOKEN_FORGED, "forged")));
    audited.read(new ReadRequest().setSession("s"), CALL);
    audited.read(new ReadRequest(), CALL);
    assertThat(log.count(Event.DENIED)).isEqualTo(2);
  }

  @Test
  void aMistakeOrAFaultIsNoDenial() {
    answer = CompletableFuture.failedStage(Errors.error(ErrorCode.INVALID_ARGUMENT, "no"));
    audited.read(new ReadRequest(), CALL);
    answer = CompletableFuture.failedStage(new IllegalStateException());
    audited.read(new ReadRequest(), CALL);
    assertThat(all()).isZero();
  }

  @Test
  void callersGetTheServicesOwnStage() {
    assertThat((Object) audited.read(new ReadRequest(), CALL)).isSameAs(answer);
  }
}
