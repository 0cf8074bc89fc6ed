package io.github.telemetryappender.all;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.apache.logging.log4j.core.config.plugins.processor.PluginCache;
import org.apache.logging.log4j.core.config.plugins.processor.PluginProcessor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is in the jar, and what is not. */
class JarTest {

  private static final Path JAR = Path.of(System.getProperty("appender-all.jar"));
  private static final String SERVICES = "META-INF/services/";

  private JarFile jar;

  @BeforeEach
  void open() throws IOException {
    jar = new JarFile(JAR.toFile());
  }

  @AfterEach
  void close() throws IOException {
    jar.close();
  }

  @Test
  void everyClassIsUnderANameOfOurs() {
    assertThat(names())
        .filteredOn(name -> name.endsWith(".class"))
        .allMatch(name -> name.startsWith("io/github/telemetryappender/"))
        .anyMatch(name -> name.contains("/shaded/okhttp3/"))
        .anyMatch(name -> name.contains("/shaded/okio/"))
        .anyMatch(name -> name.contains("/shaded/kotlin/"))
        .anyMatch(name -> name.contains("/shaded/jackson/"));
  }

  @Test
  void noResourceStandsWhereTheOriginalWouldLookForIt() {
    assertThat(names())
        .filteredOn(name -> !name.endsWith("/"))
        .allMatch(
            name -> name.startsWith("io/github/telemetryappender/") || name.startsWith("META-INF/"))
        .noneMatch(name -> name.endsWith(".kotlin_module") || name.endsWith("module-info.class"));
  }

  @Test
  void servicesAreNamedAsTheirClassesAre() throws IOException {
    List<String> services =
        names().stream().filter(n -> n.startsWith(SERVICES) && !n.endsWith("/")).toList();
    assertThat(services).isNotEmpty();
    for (String service : services) {
      assertThat(service).startsWith(SERVICES + "io.github.telemetryappender.");
      assertThat(text(service).lines().filter(line -> !line.isBlank()))
          .isNotEmpty()
          .allSatisfy(
              provider -> assertThat(names()).contains(provider.replace('.', '/') + ".class"));
    }
  }

  @Test
  void log4jFindsThePluginsOfTheJar() throws IOException {
    try (URLClassLoader alone = new URLClassLoader(new URL[] {JAR.toUri().toURL()}, null)) {
      PluginCache plugins = new PluginCache();
      List<URL> descriptors =
          Collections.list(alone.getResources(PluginProcessor.PLUGIN_CACHE_FILE));
      plugins.loadCacheFiles(Collections.enumeration(descriptors));

      assertThat(descriptors).hasSize(1);
      assertThat(plugins.getCategory("core")).containsKey("telemetry");
      assertThat(plugins.getCategory("core").values())
          .allSatisfy(
              plugin ->
                  assertThat(names()).contains(plugin.getClassName().replace('.', '/') + ".class"));
    }
  }

  @Test
  void licencesOfAllThatIsInsideComeWithIt() throws IOException {
    assertThat(names())
        .contains(
            "META-INF/LICENSE",
            "META-INF/NOTICE",
            "META-INF/FastDoubleParser-LICENSE",
            "META-INF/Schubfach-LICENSE");
    assertThat(text("META-INF/NOTICE")).contains("OkHttp", "Okio", "Kotlin", "Jackson");
  }

  @Test
  void theListOfPublicSuffixesIsWhereOkHttpLooksForIt() {
    assertThat(names())
        .contains(
            "io/github/telemetryappender/shaded/okhttp3/internal/publicsuffix/PublicSuffixDatabase.list");
  }

  private Set<String> names() {
    return jar.stream().map(JarEntry::getName).collect(java.util.stream.Collectors.toSet());
  }

  private String text(String name) throws IOException {
    try (InputStream in = jar.getInputStream(jar.getEntry(name))) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }
}
