package io.github.telemetryappender.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * An application of Spring Boot, in a JVM of its own. What its console shows is what has to arrive:
 * both get each event from the same root logger.
 */
@ParameterizedClass(name = "{0} on {1}")
@MethodSource("linesAndFrameworks")
class SpringApplicationTest {

  private static final Pattern STARTED = Pattern.compile("started after ms: (\\d+)");
  private static final String TOO_SLOW = "the machine is too slow";
  private static final int SIGTERM = 128 + 15;

  @Parameter(0)
  SpringLine line;

  @Parameter(1)
  Framework framework;

  @TempDir Path directory;

  private final Endpoint endpoint = new Endpoint();
  private String output;

  static Stream<Arguments> linesAndFrameworks() {
    return Arrays.stream(SpringLine.values())
        .flatMap(
            line ->
                Arrays.stream(Framework.values()).map(framework -> Arguments.of(line, framework)));
  }

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
  void startsBesideDeadEndpointsAndABadSettingWithoutWaitingForThem() throws IOException {
    Shop without = shop("without").property("spring.profiles.active", "local");
    long withoutMillis = startWatched(without, "readme");
    try (DeadEndpoints dead = new DeadEndpoints()) {
      Shop beside =
          shop("beside")
              .property("shop.refusing", dead.refusingUrl())
              .property("shop.black-hole", dead.blackHoleUrl())
              .property("shop.silent", dead.silentUrl());
      long besideMillis = startWatched(beside, "dead");
      System.out.printf(
          "Spring Boot, %s line on %s: started after %,d ms without an appender, after %,d ms with"
              + " four of them whose endpoints are dead%n",
          line, framework, withoutMillis, besideMillis);
    }

    assertThat(endpoint.exchanges()).as("with the profile that leaves it out").isEmpty();
    assertThat(output.lines().filter(text -> text.startsWith("a thread waited: "))).isEmpty();
    assertThat(output).contains("a thread waited deliberately: ");
    assertThat(output).contains("batch.linger = soon");
  }

  /**
   * The framework finds its file by itself, before Spring resets it and reads the file again, and
   * once more for the second start, and again while it runs; all of that in an outage. Spring's own
   * stop is the only one here, as {@code flushOnExit} is off.
   */
  @Test
  void whatIsLoggedBeforeSpringAndAcrossRestartsAndToTheEndArrives() {
    endpoint.close();
    Shop shop =
        shop("early")
            .systemProperty("telemetry.endpoint", endpoint.url())
            .systemProperty("shop.starts", 2);
    runUntilTerminated(shop, "early", ".xml", this::openTheEndpoint);

    assertThat(Shop.arrived(endpoint)).containsExactlyInAnyOrderElementsOf(Shop.seen(output));
    assertThat(Shop.seen(output))
        .contains(shopSaid("ShopApplication", "before start 1: 9"))
        .contains(shopSaid("ShopApplication", "before start 2: 9"))
        .contains(shopSaid("ShopApplication", "logging is set up anew"))
        .containsAll(lastWords());
  }

  @Test
  void whereSpringDoesNotStopTheLoggingTheLastWordsArriveTooAndItsActuatorKnows() {
    Shop shop =
        shop("unstopped")
            .with(SpringLine.Extra.ACTUATOR)
            .property("telemetry.endpoint", endpoint.url())
            .property("logging.register-shutdown-hook", "false");
    runUntilTerminated(shop, "readme", "-spring.xml", () -> {});

    assertThat(output).as("in the application's registry").contains("metered: all orders");
    assumeFalse(output.contains(TOO_SLOW), "a pause of 200 ms is the end");
    assertThat(Shop.arrived(endpoint)).containsExactlyInAnyOrderElementsOf(Shop.seen(output));
    assertThat(Shop.seen(output)).containsAll(lastWords());
    assertThat(Shop.seen(output))
        .as("nobody warns because of the appender")
        .filteredOn(event -> event.startsWith("WARN"))
        .containsExactly("WARN|com.example.shop.ShopApplication|open, but the stock is low|");
  }

  @Test
  void aStartThatFailsIsToldToTheLastWord() {
    Shop shop =
        shop("failing")
            .property("telemetry.endpoint", endpoint.url())
            .property("shop.stock", "missing");
    try (ChildJvm child = shop.start("readme", "-spring.xml", Shop.APPLICATION)) {
      child.awaitEnd(1);
      output = child.output();
    }

    assertThat(Shop.arrived(endpoint)).containsExactlyInAnyOrderElementsOf(Shop.seen(output));
    assertThat(Shop.seen(output)).contains(shopSaid("Stock", "looking for the stock"));
    assertThat(endpoint.acceptedEvents())
        .anySatisfy(
            event -> {
              assertThat(event.path("log.level").asText()).isEqualTo("ERROR");
              assertThat(event.path("message").asText()).isEqualTo("Application run failed");
              assertThat(event.path("error.stack_trace").asText())
                  .contains("there is no stock today");
              assertThat(event.path("service.name").asText()).isEqualTo("shop");
            });
  }

  private Shop shop(String name) {
    return new Shop(line, framework, directory.resolve(name));
  }

  /** Starts it, reads what the watch saw, and kills it: its end is not the story. */
  private long startWatched(Shop shop, String configuration) {
    try (ChildJvm child = shop.start(configuration, "-spring.xml", Shop.WATCHED)) {
      child.awaitOutput(Shop.READY);
      output = child.output();
    }
    Matcher started = STARTED.matcher(output);
    assertThat(started.find()).as(output).isTrue();
    return Long.parseLong(started.group(1));
  }

  private void runUntilTerminated(
      Shop shop, String configuration, String file, Runnable whenReady) {
    try (ChildJvm child = shop.start(configuration, file, Shop.APPLICATION)) {
      child.awaitOutput(Shop.READY);
      whenReady.run();
      child.terminate();
      child.awaitEnd(SIGTERM);
      output = child.output();
    }
  }

  private static String shopSaid(String className, String message) {
    return "INFO|com.example.shop." + className + "|" + message + "|";
  }

  private static List<String> lastWords() {
    return List.of(
        shopSaid("Checkout", "finished open order 9"),
        shopSaid("LastWords", "last words, hook: 4"),
        shopSaid("LastWords", "last words, destroyed: 4"),
        shopSaid("LastWords", "last words, handler: 4"));
  }

  /** Each dead in a way of its own. */
  private static final class DeadEndpoints implements AutoCloseable {

    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    private final Endpoint neverOpened = new Endpoint();
    private final ServerSocket silent = new ServerSocket(0, 50, LOOPBACK);
    private final ServerSocket full = new ServerSocket(0, 1, LOOPBACK);
    private final List<Socket> inTheWay;

    /** With a backlog of one, two connections that nobody accepts leave no place for a third. */
    DeadEndpoints() throws IOException {
      inTheWay =
          List.of(
              new Socket(LOOPBACK, full.getLocalPort()), new Socket(LOOPBACK, full.getLocalPort()));
    }

    String refusingUrl() {
      return neverOpened.url();
    }

    /** Connections are neither refused nor made. */
    String blackHoleUrl() {
      return url(full);
    }

    /** Connections are made, and nothing ever comes back. */
    String silentUrl() {
      return url(silent);
    }

    private static String url(ServerSocket socket) {
      return "http://127.0.0.1:" + socket.getLocalPort() + "/ingest";
    }

    @Override
    public void close() throws IOException {
      for (Socket socket : inTheWay) {
        socket.close();
      }
      full.close();
      silent.close();
    }
  }
}
