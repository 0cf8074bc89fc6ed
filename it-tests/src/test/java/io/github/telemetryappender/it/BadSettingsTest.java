package io.github.telemetryappender.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.telemetryappender.core.event.Severity;
import io.github.telemetryappender.core.settings.TypedSettings;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Something in the file cannot be used. One message says what, the application runs on, and what it
 * logs is counted as dropped.
 */
class BadSettingsTest extends ShippingContract {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          batch.linger           | 2m              | is outside 1ms..1m: it is the longest an event waits for company; lower it, or raise batch.maxEvents
          batch.linger           | soon            | is not a duration: write it like 250ms, 5s, 2m, 1h, 2d or PT1M, within 1ms..1m
          batch.linger           | 5               | is not a duration: write it like 250ms, 5s, 2m, 1h, 2d or PT1M, within 1ms..1m
          batch.urgentLinger     | 2s              | is longer than batch.linger = 50ms: urgent events never wait longer than others; lower the first or raise the second
          batch.maxEvents        | 0               | is outside 1..100000: it is the number of events at which a batch is full; raise it
          batch.maxEvents        | 1e3             | is not a whole number: write it in digits, within 1..100000
          batch.maxBytes         | 1GB             | is outside 4KB..64MB: it is the size before compression at which a batch is full; lower it
          batch.maxBytes         | 1MiB            | is not a size: write it like 512, 512B, 4KB, 32MB or 1GB, within 4KB..64MB
          maxEventBytes          | 16MB            | is above a quarter of a lane, 2MB with memory.maxBytes = 32MB: one event must not fill a lane; lower the first or raise the second
          memory.maxBytes        | 1MB             | is outside 4MB..4GB: it is all the memory for events that wait: three lanes and one pool of the rest; raise it
          memory.overflow        | wait            | is not one of drop, block: choose drop or block
          delivery.maxInFlight   | 65              | is outside 1..64: it is the most requests under way at a time; lower it
          delivery.requestTimeout| 10m             | is outside 100ms..5m: it is the longest that a request may take, its answer included; lower it
          delivery.connectTimeout| 20s             | is longer than delivery.requestTimeout = 10s: connecting is a part of the request; lower the first or raise the second
          retry.maxEventAge      | 5s              | is shorter than delivery.requestTimeout = 10s: no attempt could finish; raise the first or lower the second
          retry.initialBackoff   | 2s              | is longer than retry.maxBackoff = 500ms: waits grow from the first to the second; lower the first or raise the second
          retry.multiplier       | 0.5             | is outside 1..10: it is the factor by which waits grow from failure to failure; raise it
          retry.statuses         | 500             | is not a list of statuses: write it like +500,-404, each within 400..599
          format                 | xml             | is not one of json,
          compression            | brotli          | is not one of none, gzip, zstd: choose none or gzip or zstd
          allowInsecure          | maybe           | is not one of true, false: choose true or false
          includeCallerData      | yes             | is not one of true, false: choose true or false
          shutdownTimeout        | 1h              | is outside 0s..5m: it is the longest that stopping waits for deliveries; lower it
          includeMdc             | a,,b            | has an empty name: write it like user*,session.id
          attribute              | region          | is not a pair: write it like key=value
          auth.provider          | not a class     | is not the name of a class: write it like com.example.VaultTokens
          deliveryListener       | not a class     | is not the name of a class: write it like com.example.VaultTokens
          alerts.failedAttempts  | 5,1,20          | is not three in ascending order, each 1..1000000: write it like 1,5,20
          alerts.oldestEvent     | 30s,2m          | is not three in ascending order, each 1s..30d: write it like 30s,2m,12m
          alerts.fill            | 50,80,101       | is not three in ascending order, each 1..100: write it like 50,80,95
          alerts.enabled         | loud            | is not one of true, false: choose true or false
          spool.directory        | /var/spool/shop | is not available yet in this version: it is the directory that keeps events over a crash and a long outage; remove it
          """)
  void theMessageNamesTheSettingItsValueAndWhatIsAccepted(
      String name, String value, String verdict) {
    String message = name + " = " + value + " " + verdict;
    assertRefused(settings(name, value), message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ftp://logs.example.com/in             | is not an http or https URL: write it like https://logs.example.com/in
          logs.example.com                      | is not an http or https URL: write it like https://logs.example.com/in
          http://otel-collector:4318/v1/logs    | would send events unencrypted to another host: use https://, or set allowInsecure = true where the network can be trusted
          https://logs.example.com/in<&"put     | is not a URL: illegal character in path; write it like https://logs.example.com/in
          """)
  void anEndpointThatCannotBeUsedIsShownAsTyped(String url, String verdict) {
    assertRefused(new TypedSettings().add("endpoint", url), "endpoint = " + url + " " + verdict);
  }

  @Test
  void withoutAnEndpointThereIsNothingToShipTo() {
    assertRefused(
        new TypedSettings(),
        "endpoint is not set: it is the URL that events are POSTed to; without a path the format's"
            + " own is added; write it like https://logs.example.com/in");
  }

  @Test
  void halfACredentialNamesItsOtherHalf() {
    assertRefused(
        settings("auth.username", "ada"),
        "auth.username is set without auth.password: they work together; set both, or remove the"
            + " first");
  }

  @Test
  void twoKindsOfCredentialsNameBoth() {
    assertRefused(
        settings("auth.bearerToken", "t0ken", "auth.apiKey", "k3y"),
        "auth.bearerToken and auth.apiKey are both set: exactly one kind of credential is accepted;"
            + " remove one");
  }

  @Test
  void aClassThatDoesNotExistIsNamed() {
    start(settings("auth.provider", "com.example.Missing"));

    assertThat(refusals()).singleElement().asString().contains("com.example.Missing");
  }

  @Test
  void zstdWithoutItsLibraryNamesIt() {
    start(settings("compression", "zstd"));

    assertThat(refusals())
        .singleElement()
        .asString()
        .contains("compression = zstd needs the library com.github.luben:zstd-jni")
        .contains("add it to the class path, or choose gzip");
  }

  @Test
  void noMessageShowsASecret() {
    start(
        new TypedSettings()
            .add("endpoint", "https://ada:s3cret@logs.example.com/in?token=s3cret")
            .add("header", "Host: s3cret")
            .add("auth.password", "s3cret"));

    assertThat(refusals()).hasSize(1);
    assertThat(logging.statusLines())
        .noneSatisfy(line -> assertThat(line.text()).contains("s3cret"));
  }

  @Test
  void anUnknownNameIsReportedByTheFrameworkAndDoesNotStopTheAppender() {
    start(settings("lingr", "1s"));
    logEach(Severity.INFO, 3);
    awaitDelivered(3);

    assertThat(logging.statusLines())
        .filteredOn(line -> line.text().contains("lingr"))
        .isNotEmpty()
        .noneMatch(line -> line.level() == StatusLine.Level.INFO);
  }

  private void assertRefused(TypedSettings settings, String message) {
    start(settings);
    logEach(Severity.INFO, 2);
    logEach(Severity.ERROR, 1);

    assertThat(refusals()).singleElement().asString().contains(message);
    assertThat(logging.snapshot().total().accepted()).isZero();
    assertThat(logging.snapshot().droppedByReason()).containsEntry("not_started", 3L);
    assertThat(endpoint.exchanges()).isEmpty();
  }

  /** The messages at the level of a refusal, and proof that nothing is louder than that. */
  private List<String> refusals() {
    assertThat(logging.statusLines())
        .noneMatch(line -> line.level().compareTo(logging.levelOfRefusal()) > 0);
    return logging.statusLines().stream()
        .filter(line -> line.level() == logging.levelOfRefusal())
        .map(StatusLine::text)
        .toList();
  }
}
