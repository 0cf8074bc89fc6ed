package io.github.telemetryappender.all;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The jar in an application that uses OkHttp 4.12 and Kotlin 1.6 itself, in a JVM of its own with
 * the class path of such an application: nothing of the newer versions is on it.
 */
class BesideOldOkHttpTest {

  private static final long LONGEST_RUN_SECONDS = 60;

  @TempDir Path directory;

  private final List<String> bodies = new CopyOnWriteArrayList<>();
  private HttpServer endpoint;

  @BeforeEach
  void open() throws IOException {
    endpoint = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    endpoint.createContext("/", this::answer);
    endpoint.start();
  }

  private void answer(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
    if (exchange.getRequestMethod().equals("POST")) {
      bodies.add(body);
    }
    exchange.sendResponseHeaders(200, -1);
    exchange.close();
  }

  @AfterEach
  void close() {
    endpoint.stop(0);
  }

  @ParameterizedTest
  @CsvSource({
    "logback, logback, logback.configurationFile",
    "log4j2, log4j, log4j2.configurationFile"
  })
  void bothClientsDoTheirWork(String framework, String jars, String property) throws Exception {
    Path xml = Files.writeString(directory.resolve("logging.xml"), xml(framework));
    String output = run(jars, "-D" + property + "=" + xml.toUri(), framework);

    assertThat(output).contains("okhttp 4.12.0 kotlin 1.6.21");
    assertThat(String.join("\n", bodies))
        .contains("order 17 got 200")
        .contains("IllegalStateException: sold out");
  }

  private String xml(String framework) {
    String url = url();
    return framework.equals("logback")
        ? """
          <configuration>
            <appender name="it" class="io.github.telemetryappender.logback.TelemetryAppender">
              <endpoint>%s/ingest</endpoint><compression>none</compression>
            </appender>
            <root level="INFO"><appender-ref ref="it"/></root>
          </configuration>
          """
            .formatted(url)
        : """
          <Configuration status="WARN">
            <Appenders>
              <Telemetry name="it" endpoint="%s/ingest" compression="none"/>
            </Appenders>
            <Loggers><Root level="INFO"><AppenderRef ref="it"/></Root></Loggers>
          </Configuration>
          """
            .formatted(url);
  }

  private String url() {
    return "http://127.0.0.1:" + endpoint.getAddress().getPort();
  }

  private String run(String jars, String option, String framework)
      throws IOException, InterruptedException, URISyntaxException {
    Path output = directory.resolve("output.txt");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx128m", "-XX:TieredStopAtLevel=1", option));
    command.addAll(List.of("-cp", classPath(jars), Shop.class.getName(), framework, url()));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(process.waitFor(LONGEST_RUN_SECONDS, TimeUnit.SECONDS)).as("it ends").isTrue();
    } finally {
      process.destroyForcibly();
    }
    String text = Files.readString(output);
    assertThat(process.exitValue()).as(text).isZero();
    return text;
  }

  /**
   * The old client, one logging framework of this JVM's class path, the jar and the application.
   */
  private static String classPath(String framework) throws IOException, URISyntaxException {
    Path application =
        Path.of(Shop.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    try (Stream<Path> old =
        Files.list(Path.of(System.getProperty("appender-all.classpaths"), "old-okhttp"))) {
      return Stream.of(
              old.map(Path::toString).sorted(),
              Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                  .filter(jar -> jar.contains(framework) || jar.contains("slf4j-api"))
                  .filter(jar -> !jar.contains("appender-")),
              Stream.of(System.getProperty("appender-all.jar"), application.toString()))
          .flatMap(paths -> paths)
          .collect(Collectors.joining(File.pathSeparator));
    }
  }
}
