package io.switchboard.node.door;

import io.switchboard.protocol.ErrorCode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.thrift.TBase;
import org.apache.thrift.TEnum;
import org.apache.thrift.TFieldIdEnum;
import org.apache.thrift.TFieldRequirementType;
import org.apache.thrift.meta_data.EnumMetaData;
import org.apache.thrift.meta_data.FieldMetaData;
import org.apache.thrift.protocol.TProtocolException;

/**
 * What a request struct must have, taken from the generated code's own description of it.
 *
 * <p>The generated reader would take an enum number that it does not know for a field that was not
 * sent, and would print the whole struct (payloads too) into its complaint about a missing one; so
 * both are found here first.
 */
final class RequestShape {
  /** For messages whose method is not known. */
  static final RequestShape NONE = new RequestShape(0, Map.of(), Map.of());

  private final long requiredFields;
  private final Map<Integer, String> names;
  private final Map<Integer, Set<Integer>> enumNumbers;

  private RequestShape(
      long requiredFields, Map<Integer, String> names, Map<Integer, Set<Integer>> enumNumbers) {
    this.requiredFields = requiredFields;
    this.names = names;
    this.enumNumbers = enumNumbers;
  }

  static <T extends TBase<T, F>, F extends TFieldIdEnum> RequestShape of(Class<T> struct) {
    long required = 0;
    Map<Integer, String> names = new HashMap<>();
    Map<Integer, Set<Integer>> enumNumbers = new HashMap<>();
    for (Map.Entry<?, FieldMetaData> entry :
        FieldMetaData.getStructMetaDataMap(struct).entrySet()) {
      int id = ((TFieldIdEnum) entry.getKey()).getThriftFieldId();
      FieldMetaData field = entry.getValue();
      names.put(id, field.fieldName);
      if (field.requirementType == TFieldRequirementType.REQUIRED) {
        required |= bit(id);
      }
      if (field.valueMetaData instanceof EnumMetaData enumeration) {
        Set<Integer> numbers = new HashSet<>();
        for (Object constant : enumeration.enumClass.getEnumConstants()) {
          numbers.add(((TEnum) constant).getValue());
        }
        enumNumbers.put(id, numbers);
      }
    }
    return new RequestShape(required, names, enumNumbers);
  }

  static long bit(int fieldId) {
    return fieldId >= 0 && fieldId < Long.SIZE ? 1L << fieldId : 0;
  }

  void checkInt(int fieldId, int value) throws Mistake {
    Set<Integer> numbers = enumNumbers.get(fieldId);
    if (numbers != null && !numbers.contains(value)) {
      throw new Mistake(
          ErrorCode.INVALID_ARGUMENT,
          names.get(fieldId)
              + ": "
              + value
              + " is none of the numbers that this server knows, "
              + numbers);
    }
  }

  void checkComplete(long fieldsSeen) throws Mistake {
    long missing = requiredFields & ~fieldsSeen;
    if (missing != 0) {
      String name = names.get(Long.numberOfTrailingZeros(missing));
      throw new Mistake(ErrorCode.MALFORMED, "the required field '" + name + "' is missing");
    }
  }

  /** A mistake in the request struct itself. */
  static final class Mistake extends TProtocolException {
    private static final long serialVersionUID = 1L;
    private final ErrorCode code;

    private Mistake(ErrorCode code, String reason) {
      super(INVALID_DATA, reason);
      this.code = code;
    }

    ErrorCode code() {
      return code;
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
      return this;
    }
  }
}
