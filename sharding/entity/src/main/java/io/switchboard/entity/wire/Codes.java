package io.switchboard.entity.wire;

/**
 * The numbers of an enum's constants on the wire: their places in the list given, which is only
 * ever appended to, whatever becomes of the enum's own order.
 */
final class Codes<E extends Enum<E>> {
  private final Class<E> type;
  private final E[] byNumber;
  private final int[] numbers;

  @SafeVarargs
  @SuppressWarnings("varargs")
  Codes(Class<E> type, E... inOrder) {
    this.type = type;
    this.byNumber = inOrder.clone();
    this.numbers = new int[type.getEnumConstants().length];
    if (byNumber.length != numbers.length) {
      throw new IllegalStateException("every constant of " + type.getSimpleName() + " is listed");
    }
    for (int number = 0; number < byNumber.length; number++) {
      numbers[byNumber[number].ordinal()] = number;
    }
  }

  void write(WireOut out, E constant) {
    out.number(numbers[constant.ordinal()]);
  }

  E read(WireIn in) {
    int number = in.integer();
    if (number < 0 || number >= byNumber.length) {
      throw new WireFormatException("no " + type.getSimpleName() + " has the number " + number);
    }
    return byNumber[number];
  }
}
