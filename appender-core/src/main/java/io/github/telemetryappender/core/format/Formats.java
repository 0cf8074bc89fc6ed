package io.github.telemetryappender.core.format;

import static java.util.Objects.requireNonNull;

import io.github.telemetryappender.core.settings.FormatCatalog;
import io.github.telemetryappender.core.settings.FormatDeclaration;
import io.github.telemetryappender.core.settings.SettingsException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;

/** The formats there are: ours and those that an application brings along. Immutable. */
public final class Formats implements FormatCatalog {

  private static final String DEFAULT_NAME = "json";
  private static final int MAX_BROKEN = 100;

  private final List<Found> found;
  private final String troubles;

  private Formats(List<Found> found, String troubles) {
    this.found = List.copyOf(found);
    this.troubles = troubles;
  }

  /** Those that the class loader of the appender finds. */
  public static Formats load() {
    return load(Formats.class.getClassLoader());
  }

  static Formats load(ClassLoader loader) {
    List<Found> found = new ArrayList<>();
    StringBuilder troubles = new StringBuilder();
    Iterator<FormatProvider> providers =
        ServiceLoader.load(FormatProvider.class, loader).iterator();
    for (int broken = 0; broken < MAX_BROKEN; ) {
      try {
        if (!providers.hasNext()) {
          break;
        }
        FormatProvider provider = providers.next();
        found.add(new Found(requireNonNull(provider.declaration()), provider));
      } catch (ServiceConfigurationError | RuntimeException | LinkageError unusable) {
        broken++; // the others are none the worse for it
        troubles.append("; one more format cannot be used: ").append(unusable);
      }
    }
    found.sort(Comparator.comparing(one -> !one.declaration().name().equals(DEFAULT_NAME)));
    return new Formats(found, troubles.toString());
  }

  @Override
  public List<String> names() {
    return found.stream().map(one -> one.declaration().name()).distinct().toList();
  }

  @Override
  public Optional<FormatDeclaration> declaration(String name) {
    return find(name).map(Found::declaration);
  }

  @Override
  public String troubles() {
    return troubles;
  }

  /**
   * The format that the endpoint is configured for.
   *
   * @throws SettingsException when there is none of that name, it refuses its settings, or the
   *     library that the compression needs is not there
   */
  public PayloadFormat create(FormatContext context) {
    String name = context.endpoint().format();
    Found format =
        find(name)
            .orElseThrow(
                () ->
                    new SettingsException(
                        "format = " + name + " is none of " + String.join(", ", names())));
    Compressors.require(context.endpoint().compression());
    try {
      PayloadFormat created = format.provider().create(context);
      Set.copyOf(created.wants()); // asked for next, where nobody expects it to fail
      return created;
    } catch (SettingsException refusal) {
      throw refusal;
    } catch (RuntimeException | LinkageError broken) {
      throw new SettingsException("format = " + name + " cannot be used: " + broken, broken);
    }
  }

  private Optional<Found> find(String name) {
    List<Found> named =
        found.stream().filter(one -> one.declaration().name().equals(name)).toList();
    if (named.size() > 1) {
      throw new SettingsException(
          "format = "
              + name
              + " is provided twice, by "
              + className(named.get(0))
              + " and "
              + className(named.get(1))
              + ": one of them needs another name");
    }
    return named.stream().findFirst();
  }

  private static String className(Found format) {
    return format.provider().getClass().getName();
  }

  private record Found(FormatDeclaration declaration, FormatProvider provider) {}
}
