package io.github.telemetryappender.it.versions;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Log4j2's plugins share one space of names, and tjahzi registers {@code Header}, {@code Label},
 * {@code Metadata} and {@code Loki}. Both appenders in one configuration, each with elements of its
 * own.
 */
class TjahziTest {

  @TempDir Path directory;

  @Test
  void bothAppendersUnderstandTheirOwnElements() throws Exception {
    try (Receiver receiver = new Receiver()) {
      String xml =
          """
          <Configuration status="WARN">
            <Appenders>
              <Loki name="loki" logLevelLabel="level" batchWait="1" shutdownTimeoutSeconds="20">
                <url>%1$s/loki/api/v1/push</url>
                <PatternLayout pattern="%%m"/>
                <Header name="X-Team" value="theirs"/>
                <Label name="server" value="of-tjahzi"/>
                <Metadata name="trace" value="none"/>
              </Loki>
              <Telemetry name="it" endpoint="%1$s/ingest" compression="none">
                <Headers><Property name="X-Team" value="ours"/></Headers>
                <Attributes><Property name="server" value="of-ours"/></Attributes>
              </Telemetry>
            </Appenders>
            <Loggers>
              <Root level="INFO"><AppenderRef ref="loki"/><AppenderRef ref="it"/></Root>
            </Loggers>
          </Configuration>
          """
              .formatted(receiver.url());
      Path file = Files.writeString(directory.resolve("logging.xml"), xml);
      String output =
          ForeignJvm.run(
              ForeignJvm.homes().get(0),
              List.of("-Dlog4j2.configurationFile=" + file.toUri()),
              ClassPaths.with("log4j-2.26.1", "tjahzi"),
              OrdinaryApplication.class.getName(),
              "LOG4J2");

      assertThat(output).doesNotContain("ERROR");
      assertThat(receiver.posts("/ingest"))
          .isNotEmpty()
          .allSatisfy(post -> assertThat(post.team()).isEqualTo("ours"))
          .allSatisfy(post -> assertThat(post.text()).contains("of-ours"));
      assertThat(receiver.events()).hasSize(3);
      // Whether it still sends anything while the JVM ends is its own affair, and varies.
      assertThat(receiver.posts("/loki/api/v1/push"))
          .allSatisfy(post -> assertThat(post.team()).isEqualTo("theirs"));
    }
  }
}
