package io.switchboard.sdk.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.switchboard.protocol.DescribeRequest;
import io.switchboard.protocol.DisposeReply;
import io.switchboard.protocol.DisposeRequest;
import io.switchboard.protocol.ErrorCategory;
import io.switchboard.protocol.ReadRequest;
import io.switchboard.protocol.Switchboard;
import io.switchboard.protocol.SwitchboardError;
import io.switchboard.sdk.EventProblem;
import io.switchboard.sdk.ReceivedEvent;
import java.util.Arrays;
import java.util.Random;
import org.apache.thrift.TApplicationException;
import org.apache.thrift.TException;
import org.apache.thrift.protocol.TCompactProtocol;
import org.apache.thrift.protocol.TField;
import org.apache.thrift.protocol.TList;
import org.apache.thrift.protocol.TMessage;
import org.apache.thrift.protocol.TMessageType;
import org.apache.thrift.protocol.TProtocol;
import org.apache.thrift.protocol.TStruct;
import org.apache.thrift.protocol.TType;
import org.apache.thrift.transport.TMemoryBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RepliesTest {
  private static final Call<DisposeReply> DISPOSE =
      Call.dispose(new DisposeRequest().setSession("S"));

  private interface Body {
    void write(TProtocol out) throws TException;
  }

  private static byte[] message(String name, byte type, Body body) throws TException {
    TMemoryBuffer out = new TMemoryBuffer(256);
    TCompactProtocol protocol = new TCompactProtocol(out);
    protocol.writeMessageBegin(new TMessage(name, type, 1));
    body.write(protocol);
    protocol.writeMessageEnd();
    return Arrays.copyOf(out.getArray(), out.length());
  }

  @Test
  void aValueIsRead() throws Exception {
    Switchboard.dispose_result result = new Switchboard.dispose_result();
    result.setSuccess(new DisposeReply(true));

    assertThat(DISPOSE.reply(message("dispose", TMessageType.REPLY, result::write)))
        .isEqualTo(new DisposeReply(true));
  }

  @ParameterizedTest
  @CsvSource({
    "199,TRY_AGAIN,true",
    "299,BACKPRESSURE,true",
    "399,SUPERSEDED,false",
    "899,INTERNAL,true"
  })
  void anUnknownCodeIsActedOnByItsCategory(int code, ErrorCategory category, boolean retryable)
      throws Exception {
    Switchboard.dispose_result result = new Switchboard.dispose_result();
    result.setError(
        new SwitchboardError(code, category, "later").setRetryAfterMs(7).setExpectedSeq(9));
    byte[] reply = message("dispose", TMessageType.REPLY, result::write);

    RemoteError error = catchThrowableOfType(RemoteError.class, () -> DISPOSE.reply(reply));

    assertThat(error.code()).isEmpty();
    assertThat(error.codeNumber()).isEqualTo(code);
    assertThat(error.isRetryable()).isEqualTo(retryable);
    assertThat(error.retryAfterMs()).hasValue(7);
    assertThat(error.expectedSeq()).hasValue(9);
  }

  @ParameterizedTest
  @CsvSource({"6,INTERNAL", "1,YOUR_MISTAKE", "7,YOUR_MISTAKE"})
  void anErrorOfTheThriftLayerHasACategoryToo(int type, ErrorCategory category) throws Exception {
    byte[] reply =
        message("dispose", TMessageType.EXCEPTION, new TApplicationException(type, "no")::write);

    RemoteError error = catchThrowableOfType(RemoteError.class, () -> DISPOSE.reply(reply));

    assertThat(error.category()).isEqualTo(category);
  }

  @Test
  void aProblemThatTheSdkDoesNotKnowIsNotATombstone() throws Exception {
    byte[] reply =
        message(
            "read",
            TMessageType.REPLY,
            out -> {
              out.writeStructBegin(new TStruct("read_result"));
              out.writeFieldBegin(new TField("success", TType.STRUCT, (short) 0));
              out.writeStructBegin(new TStruct("ReadReply"));
              out.writeFieldBegin(new TField("batch", TType.STRUCT, (short) 1));
              out.writeStructBegin(new TStruct("Batch"));
              out.writeFieldBegin(new TField("seq", TType.I64, (short) 1));
              out.writeI64(1);
              out.writeFieldBegin(new TField("events", TType.LIST, (short) 2));
              out.writeListBegin(new TList(TType.STRUCT, 1));
              out.writeStructBegin(new TStruct("ReceivedEvent"));
              out.writeFieldBegin(new TField("partition", TType.I32, (short) 1));
              out.writeI32(0);
              out.writeFieldBegin(new TField("new", TType.STRING, (short) 7));
              out.writeString("a field of a later version");
              out.writeFieldBegin(new TField("problem", TType.I32, (short) 10));
              out.writeI32(77);
              out.writeFieldStop();
              out.writeStructEnd();
              out.writeFieldBegin(new TField("token", TType.STRING, (short) 3));
              out.writeString("t");
              out.writeFieldBegin(new TField("cursor", TType.STRING, (short) 4));
              out.writeString("c");
              out.writeFieldStop();
              out.writeStructEnd();
              out.writeFieldBegin(new TField("ackedSeq", TType.I64, (short) 2));
              out.writeI64(0);
              out.writeFieldStop();
              out.writeStructEnd();
              out.writeFieldStop();
              out.writeStructEnd();
            });

    ReceivedEvent event =
        Call.read(new ReadRequest("S", 1)).reply(reply).batch().orElseThrow().events().get(0);

    assertThat(event.problem()).contains(EventProblem.UNKNOWN);
    assertThat(event.isTombstone()).isFalse();
  }

  @Test
  void garbageIsNeverTakenForAnAnswer() throws Exception {
    Switchboard.dispose_result result = new Switchboard.dispose_result();
    result.setSuccess(new DisposeReply(true));
    byte[] good = message("dispose", TMessageType.REPLY, result::write);
    for (int length = 0; length < good.length - 1; length++) {
      byte[] cut = Arrays.copyOf(good, length);
      assertThat(catchThrowable(() -> DISPOSE.reply(cut))).isNotNull();
    }
    Random random = new Random(1);
    for (int i = 0; i < 1000; i++) {
      byte[] noise = new byte[random.nextInt(64)];
      random.nextBytes(noise);
      assertThat(catchThrowable(() -> DISPOSE.reply(noise))).isNotNull();
    }
    Call<?> other = Call.describe(new DescribeRequest("S"));
    assertThat(catchThrowable(() -> other.reply(good))).hasMessageContaining("describe");
  }
}
