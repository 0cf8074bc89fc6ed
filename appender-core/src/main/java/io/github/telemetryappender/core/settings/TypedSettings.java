package io.github.telemetryappender.core.settings;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Settings as a user typed them: dotted name to text, repeatable ones in order. All an adapter does
 * is to fill one of these from its XML; judging is {@link PipelineConfig#of}'s. One thread.
 */
public final class TypedSettings {

  private final Map<String, List<String>> texts = new LinkedHashMap<>();

  /** Adds a value; a repeatable setting keeps all of them. Null text is "not typed". */
  public TypedSettings add(String name, @Nullable String text) {
    if (text != null) {
      texts.computeIfAbsent(name, key -> new ArrayList<>()).add(text);
    }
    return this;
  }

  /** All values of a setting in the order typed; empty where it was not typed. */
  public List<String> all(String name) {
    return List.copyOf(texts.getOrDefault(name, List.of()));
  }

  /** The names typed, in order. */
  public Set<String> names() {
    return new LinkedHashSet<>(texts.keySet());
  }
}
