package io.github.telemetryappender.core.settings;

import io.github.telemetryappender.core.settings.FormatDeclaration.Place;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Formats as the settings see them: two plain ones, and one with a place for everything. */
public final class SketchFormats implements FormatCatalog {

  static final FormatCatalog ALL = new SketchFormats();

  private static final List<FormatDeclaration> DECLARATIONS =
      List.of(
          FormatDeclaration.named("json"),
          FormatDeclaration.named("ndjson"),
          FormatDeclaration.named("sketch")
              .withPath("/{index}/_in?brief=1")
              .withLimits(new FormatLimits(800, 600 << 10, 200 << 10, Duration.ofMinutes(2)))
              .withApiKey("Authorization", "Sketch ")
              .withIndex(Place.REQUIRED)
              .withLabels(Place.OPTIONAL)
              .withOption("source", "where events come from")
              .withOption("kind", "what they are")
              .withEncoder(Place.NONE)
              .withCompression(Compression.NONE));

  private SketchFormats() {}

  @Override
  public List<String> names() {
    return DECLARATIONS.stream().map(FormatDeclaration::name).toList();
  }

  @Override
  public Optional<FormatDeclaration> declaration(String name) {
    return DECLARATIONS.stream().filter(format -> format.name().equals(name)).findFirst();
  }
}
