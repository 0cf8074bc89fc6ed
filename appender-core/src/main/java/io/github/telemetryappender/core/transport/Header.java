package io.github.telemetryappender.core.transport;

/** One header of a request. It prints its name, never its value: the value may be a credential. */
public record Header(String name, String value) {

  @Override
  public String toString() {
    return name + ": …";
  }
}
