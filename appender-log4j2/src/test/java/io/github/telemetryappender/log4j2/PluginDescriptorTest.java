package io.github.telemetryappender.log4j2;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.logging.log4j.core.config.plugins.processor.PluginCache;
import org.apache.logging.log4j.core.config.plugins.processor.PluginEntry;
import org.apache.logging.log4j.core.config.plugins.processor.PluginProcessor;
import org.junit.jupiter.api.Test;

class PluginDescriptorTest {

  private final Map<String, PluginEntry> ours = plugins(TelemetryAppender.class);

  @Test
  void appenderIsFoundWithoutNamingItsPackage() {
    assertThat(ours.get("telemetry").getClassName()).isEqualTo(TelemetryAppender.class.getName());
  }

  @Test
  void namesAreFreeInLog4j2() {
    Map<String, PluginEntry> log4j = plugins(PluginProcessor.class);

    assertThat(log4j).containsKey("property");
    assertThat(ours.keySet()).doesNotContainAnyElementsOf(log4j.keySet());
  }

  /** Another appender of this kind has plugins of these names, and plugin names are global. */
  @Test
  void namesOfAKnownNeighbourAreLeftToIt() {
    assertThat(ours).doesNotContainKeys("header", "label", "metadata");
  }

  @Test
  void metadataForNativeImagesIsThere() {
    assertThat(
            TelemetryAppender.class.getResource(
                "/META-INF/native-image/log4j-generated/io.github.telemetryappender"
                    + "/appender-log4j2/reflect-config.json"))
        .isNotNull();
  }

  /** The plugins in the descriptor that lies beside a class, in its directory or jar. */
  private static Map<String, PluginEntry> plugins(Class<?> neighbour) {
    try {
      URL home = neighbour.getProtectionDomain().getCodeSource().getLocation();
      try (URLClassLoader loader = new URLClassLoader(new URL[] {home}, null)) {
        URL descriptor = loader.getResource(PluginProcessor.PLUGIN_CACHE_FILE);
        PluginCache cache = new PluginCache();
        cache.loadCacheFiles(
            Collections.enumeration(descriptor == null ? List.of() : List.of(descriptor)));
        return Map.copyOf(cache.getCategory("core"));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
