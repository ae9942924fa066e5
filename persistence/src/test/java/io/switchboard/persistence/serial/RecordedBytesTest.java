package io.switchboard.persistence.serial;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.core.session.Durable;
import io.switchboard.core.session.SessionEvent;
import io.switchboard.persistence.serial.Recordings.Recording;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.thrift.TBase;
import org.apache.thrift.TFieldIdEnum;
import org.apache.thrift.TFieldRequirementType;
import org.apache.thrift.TUnion;
import org.apache.thrift.meta_data.FieldMetaData;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Bytes that an older Switchboard stored stay readable, and no change of the schema slips in
 * without a recording. After a wanted change add a value to {@link Recordings#expected()} and run
 * this test with {@code -Dswitchboard.record=true}, which writes the files that are missing.
 */
class RecordedBytesTest {
  private static final SessionSerializer SERIALIZER = new SessionSerializer();

  @BeforeAll
  static void record() throws IOException {
    if (Boolean.getBoolean("switchboard.record")) {
      for (Map.Entry<String, Object> entry : Recordings.expected().entrySet()) {
        Object value = entry.getValue();
        Recordings.writeIfMissing(
            entry.getKey(), SERIALIZER.manifest(value), SERIALIZER.toBinary(value));
      }
    }
  }

  @Test
  void everyRecordingOnDiskIsExpectedAndEveryExpectedOneIsOnDisk() throws IOException {
    assertThat(Recordings.names())
        .containsExactlyInAnyOrderElementsOf(Recordings.expected().keySet());
  }

  @Test
  void everyKindOfEventAndStateIsRecorded() {
    List<String> kinds =
        Stream.of(SessionEvent.class, Durable.class)
            .flatMap(type -> Arrays.stream(type.getPermittedSubclasses()))
            .map(Class::getSimpleName)
            .toList();
    assertThat(Recordings.newestByKind().keySet()).containsExactlyInAnyOrderElementsOf(kinds);
    Recordings.expected()
        .forEach(
            (name, value) ->
                assertThat(value.getClass().getSimpleName()).isEqualTo(Recordings.kindOf(name)));
  }

  static List<String> names() {
    return List.copyOf(Recordings.expected().keySet());
  }

  @ParameterizedTest
  @MethodSource("names")
  void aRecordingIsReadAsTheValueItWasWrittenFrom(String name) throws IOException {
    Recording recording = Recordings.read(name);
    assertThat(SERIALIZER.fromBinary(recording.bytes(), recording.manifest()))
        .isEqualTo(Recordings.expected().get(name));
  }

  static List<String> newest() {
    return List.copyOf(Recordings.newestByKind().values());
  }

  @ParameterizedTest
  @MethodSource("newest")
  void whatIsWrittenTodayIsTheNewestRecording(String name) throws IOException {
    Object value = Recordings.expected().get(name);
    Recording recording = Recordings.read(name);
    assertThat(HexFormat.of().formatHex(SERIALIZER.toBinary(value)))
        .as("the bytes changed: keep %s and record the next number beside it", name)
        .isEqualTo(recording.hex());
    assertThat(SERIALIZER.manifest(value)).isEqualTo(recording.manifest());
  }

  @ParameterizedTest
  @MethodSource("newest")
  void theNewestRecordingSetsEveryFieldOfItsStruct(String name) {
    Object value = Recordings.expected().get(name);
    TBase<?, ?> stored =
        value instanceof SessionEvent event
            ? StoredEvents.toStored(event)
            : StoredDurables.toStored((Durable) value);
    assertAllSet(stored, name);
  }

  /** A field that nobody sets is one whose form on disk nobody has recorded. */
  @SuppressWarnings({"unchecked", "rawtypes"})
  static void assertAllSet(TBase stored, String path) {
    if (stored instanceof TUnion union) {
      assertAllSetIn(union.getFieldValue(), path);
      return;
    }
    Map<TFieldIdEnum, FieldMetaData> fields =
        (Map) FieldMetaData.getStructMetaDataMap(stored.getClass());
    fields.forEach(
        (field, metaData) -> {
          String here = path + "." + metaData.fieldName;
          boolean required = metaData.requirementType == TFieldRequirementType.REQUIRED;
          assertThat(required || stored.isSet(field)).as("%s is recorded", here).isTrue();
          assertAllSetIn(stored.getFieldValue(field), here);
        });
  }

  private static void assertAllSetIn(Object value, String path) {
    if (value instanceof TBase<?, ?> struct) {
      assertAllSet(struct, path);
    } else if (value instanceof List<?> elements) {
      elements.forEach(element -> assertAllSetIn(element, path + "[]"));
    }
  }
}
