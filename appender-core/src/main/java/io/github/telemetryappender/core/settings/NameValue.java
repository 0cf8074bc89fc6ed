package io.github.telemetryappender.core.settings;

/** A name with its value, in the order typed. It prints its name alone: the value may be secret. */
public record NameValue(String name, String value) {

  @Override
  public String toString() {
    return name + "=…";
  }
}
