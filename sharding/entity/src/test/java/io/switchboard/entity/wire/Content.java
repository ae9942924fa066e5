package io.switchboard.entity.wire;

import java.lang.reflect.RecordComponent;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Messages compared by what is in them: records compare their arrays by identity. */
final class Content {
  private Content() {}

  /** The same value with every array as something that compares by its bytes. */
  static Object of(Object value) {
    if (value instanceof byte[] bytes) {
      return ByteBuffer.wrap(bytes);
    }
    if (value instanceof Optional<?> optional) {
      return optional.map(Content::of);
    }
    if (value instanceof List<?> list) {
      return list.stream().map(Content::of).toList();
    }
    return value instanceof Record struct ? ofRecord(struct) : value;
  }

  private static List<Object> ofRecord(Record struct) {
    List<Object> fields = new ArrayList<>(List.of(struct.getClass()));
    try {
      for (RecordComponent component : struct.getClass().getRecordComponents()) {
        fields.add(of(component.getAccessor().invoke(struct)));
      }
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
    return fields;
  }
}
