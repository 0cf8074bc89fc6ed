package io.github.telemetryappender.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.telemetryappender.core.settings.TypedSettings;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The application logs everything, and what others say through {@code java.util.logging} as well.
 * What comes of shipping an event must not become an event.
 */
@ParameterizedClass
@EnumSource(Framework.class)
class SelfLoggingTest {

  @Parameter Framework framework;
  @TempDir Path directory;

  private final Endpoint endpoint = new Endpoint();

  @BeforeEach
  void openTheEndpoint() {
    endpoint.open();
    endpoint.answer(200);
  }

  @AfterEach
  void closeTheEndpoint() {
    endpoint.close();
  }

  @Test
  void whatTheHttpClientSaysWhileItShipsIsCountedAndNotShipped() {
    TypedSettings settings = new TypedSettings();
    settings.add("endpoint", endpoint.url());
    settings.add("batch.maxEvents", "10");
    String xml = framework.create().xml(settings);
    try (ChildJvm child =
        ChildJvm.start(directory, framework, xml, ChattyApplication.class, framework.name())) {
      child.awaitEnd(0);

      assertThat(child.output()).contains(ChattyApplication.CLIENT_WAS_HEARD);
      assertThat(endpoint.acceptedEvents())
          .filteredOn(event -> text(event, "log.logger").equals(ChattyApplication.LOGGER))
          .hasSize(ChattyApplication.EVENTS);
      assertThat(endpoint.acceptedEvents())
          .extracting(event -> text(event, "process.thread.name"))
          .noneMatch(thread -> thread.matches("(?i)(okhttp|okio|telemetry).*"));
      assertThat(endpoint.acceptedEvents())
          .extracting(event -> text(event, "message"))
          .doesNotContain(ChattyApplication.ON_OUR_THREAD);
    }
  }

  private static String text(JsonNode event, String field) {
    return event.path(field).asText();
  }
}
