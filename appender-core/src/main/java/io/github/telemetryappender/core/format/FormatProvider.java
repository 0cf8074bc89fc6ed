package io.github.telemetryappender.core.format;

import io.github.telemetryappender.core.settings.FormatDeclaration;
import io.github.telemetryappender.core.settings.SettingsException;

/**
 * How a format is found: through {@link java.util.ServiceLoader}, in the class loader of the
 * appender. A format of your own is a class that implements this, is public, has a public
 * constructor without parameters, and is named in {@code
 * META-INF/services/io.github.telemetryappender.core.format.FormatProvider}. It is asked when an
 * appender starts; it must touch neither the network nor the disk.
 */
public interface FormatProvider {

  /** What the format says of itself; the same each time. */
  FormatDeclaration declaration();

  /**
   * The format as configured.
   *
   * @throws SettingsException for a value that cannot be used; the message names it
   */
  PayloadFormat create(FormatContext context);
}
