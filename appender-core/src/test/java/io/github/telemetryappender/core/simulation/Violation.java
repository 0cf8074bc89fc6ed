package io.github.telemetryappender.core.simulation;

/** An invariant does not hold. */
final class Violation extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String invariant;

  Violation(String invariant, String detail, Object... values) {
    super(invariant + ": " + detail.formatted(values));
    this.invariant = invariant;
  }

  Violation(String invariant, Throwable cause) {
    super(invariant + ": " + cause, cause);
    this.invariant = invariant;
  }

  /** Which one, in a word or two; the same for all runs that fail in the same way. */
  String invariant() {
    return invariant;
  }

  /**
   * For where little happens. In every step an {@code if} before the exception costs less: it makes
   * no array of values nobody reads.
   */
  static void check(boolean holds, String invariant, String detail, Object... values) {
    if (!holds) {
      throw new Violation(invariant, detail, values);
    }
  }
}
