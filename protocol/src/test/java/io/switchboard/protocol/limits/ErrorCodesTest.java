package io.switchboard.protocol.limits;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.protocol.ErrorCategory;
import io.switchboard.protocol.ErrorCode;
import io.switchboard.protocol.SwitchboardError;
import org.apache.thrift.TDeserializer;
import org.apache.thrift.TSerializer;
import org.apache.thrift.protocol.TCompactProtocol;
import org.junit.jupiter.api.Test;

class ErrorCodesTest {

  @Test
  void everyCodeHasTheCategoryOfItsHundreds() {
    for (ErrorCode code : ErrorCode.values()) {
      assertThat(ErrorCodes.categoryOf(code)).as(code.name()).isNotNull();
    }
    assertThat(ErrorCodes.categoryOf(ErrorCode.NOT_STAGED)).isEqualTo(ErrorCategory.TRY_AGAIN);
    assertThat(ErrorCodes.categoryOf(ErrorCode.SEQ_CONFLICT)).isEqualTo(ErrorCategory.YOUR_MISTAKE);
  }

  @Test
  void anOldClientActsOnTheCategoryOfACodeThatItDoesNotKnow() throws Exception {
    SwitchboardError fromTheFuture = new SwitchboardError(199, ErrorCategory.TRY_AGAIN, "new");
    byte[] wire = new TSerializer(new TCompactProtocol.Factory()).serialize(fromTheFuture);
    SwitchboardError read = new SwitchboardError();
    new TDeserializer(new TCompactProtocol.Factory()).deserialize(read, wire);
    assertThat(read.getCategory()).isEqualTo(ErrorCategory.TRY_AGAIN);
    assertThat(ErrorCodes.codeOf(read)).isEmpty();
  }
}
