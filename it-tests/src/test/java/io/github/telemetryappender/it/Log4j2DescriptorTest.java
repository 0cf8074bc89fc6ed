package io.github.telemetryappender.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.telemetryappender.log4j2.TelemetryAppender;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Collections;
import java.util.List;
import org.apache.logging.log4j.core.config.plugins.processor.PluginCache;
import org.apache.logging.log4j.core.config.plugins.processor.PluginEntry;
import org.apache.logging.log4j.core.config.plugins.processor.PluginProcessor;
import org.junit.jupiter.api.Test;

/** What Log4j2 finds in the adapter as it is shipped: a jar, from the phase {@code package} on. */
class Log4j2DescriptorTest {

  private static final URL SHIPPED =
      TelemetryAppender.class.getProtectionDomain().getCodeSource().getLocation();

  @Test
  void appenderIsListedAmongThePlugins() throws IOException {
    try (URLClassLoader shipped = new URLClassLoader(new URL[] {SHIPPED}, null)) {
      PluginCache plugins = new PluginCache();
      URL descriptor = shipped.getResource(PluginProcessor.PLUGIN_CACHE_FILE);
      plugins.loadCacheFiles(Collections.enumeration(List.of(descriptor)));

      assertThat(plugins.getCategory("core"))
          .extractingByKey("telemetry")
          .extracting(PluginEntry::getClassName)
          .isEqualTo(TelemetryAppender.class.getName());
    }
  }
}
