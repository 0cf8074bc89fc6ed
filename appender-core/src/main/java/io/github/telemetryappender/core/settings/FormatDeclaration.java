package io.github.telemetryappender.core.settings;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a format says of itself before it is made, so that the settings around it can be judged.
 * Begin with {@link #named} and add what is not as in the simplest case. Immutable.
 *
 * @param name as typed in the {@code format} setting, in lower case
 * @param path added to an endpoint without one, a query may follow; {@code {index}} in it stands
 *     for the {@code index} setting; empty where the format has none
 * @param limits what its endpoints take at most
 * @param apiKey where {@code auth.apiKey} goes unless the user names a header
 * @param index whether the {@code index} setting has a place
 * @param labels whether the repeatable setting for them has a place
 * @param options the names of its options, each with what it is, as a phrase after "it is"
 * @param encoder whether text that the framework's encoder or layout made has a place
 * @param compression of bodies where the user chose none
 */
public record FormatDeclaration(
    String name,
    String path,
    FormatLimits limits,
    ApiKeyPlace apiKey,
    Place index,
    Place labels,
    Map<String, String> options,
    Place encoder,
    Compression compression) {

  /** Whether a format has a place for something. */
  public enum Place {
    NONE,
    OPTIONAL,
    /** Nothing can be sent without it, unless the endpoint's own path says it. */
    REQUIRED
  }

  /**
   * Where an API key goes.
   *
   * @param header its name
   * @param scheme a word and a space in front of the key, or the empty string
   */
  public record ApiKeyPlace(String header, String scheme) {

    /** A header of its own. */
    public static final ApiKeyPlace COMMON = new ApiKeyPlace("X-API-Key", "");
  }

  public FormatDeclaration {
    options = Map.copyOf(options);
  }

  /** No path, no limit, no options; a place for the text of an encoder; gzip. */
  public static FormatDeclaration named(String name) {
    return new FormatDeclaration(
        name,
        "",
        FormatLimits.NONE,
        ApiKeyPlace.COMMON,
        Place.NONE,
        Place.NONE,
        Map.of(),
        Place.OPTIONAL,
        Compression.GZIP);
  }

  public FormatDeclaration withPath(String newPath) {
    return new FormatDeclaration(
        name, newPath, limits, apiKey, index, labels, options, encoder, compression);
  }

  public FormatDeclaration withLimits(FormatLimits newLimits) {
    return new FormatDeclaration(
        name, path, newLimits, apiKey, index, labels, options, encoder, compression);
  }

  public FormatDeclaration withApiKey(String header, String scheme) {
    return new FormatDeclaration(
        name,
        path,
        limits,
        new ApiKeyPlace(header, scheme),
        index,
        labels,
        options,
        encoder,
        compression);
  }

  public FormatDeclaration withIndex(Place place) {
    return new FormatDeclaration(
        name, path, limits, apiKey, place, labels, options, encoder, compression);
  }

  public FormatDeclaration withLabels(Place place) {
    return new FormatDeclaration(
        name, path, limits, apiKey, index, place, options, encoder, compression);
  }

  /** One more option; {@code meaning} is a phrase that follows "it is". */
  public FormatDeclaration withOption(String option, String meaning) {
    Map<String, String> more = new LinkedHashMap<>(options);
    more.put(option, meaning);
    return new FormatDeclaration(
        name, path, limits, apiKey, index, labels, more, encoder, compression);
  }

  public FormatDeclaration withEncoder(Place place) {
    return new FormatDeclaration(
        name, path, limits, apiKey, index, labels, options, place, compression);
  }

  public FormatDeclaration withCompression(Compression newCompression) {
    return new FormatDeclaration(
        name, path, limits, apiKey, index, labels, options, encoder, newCompression);
  }

  /** The names of the options in alphabetical order. */
  List<String> optionNames() {
    return options.keySet().stream().sorted().toList();
  }
}
