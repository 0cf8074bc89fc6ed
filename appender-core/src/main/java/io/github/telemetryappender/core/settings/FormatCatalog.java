package io.github.telemetryappender.core.settings;

import java.util.List;
import java.util.Optional;

/** The formats there are, as far as judging settings needs to know. */
public interface FormatCatalog {

  /** Their names in the order to be listed, the default first. */
  List<String> names();

  /** What the format of this name says of itself. */
  Optional<FormatDeclaration> declaration(String name);

  /**
   * A sentence on formats that are there and cannot be used, to be added to a refusal; empty for
   * none.
   */
  default String troubles() {
    return "";
  }
}
