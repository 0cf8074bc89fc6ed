package io.github.telemetryappender.core.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Both sides of each limit, and what defaults give way to. */
class AcceptedSettingsTest {

  private static final ProcessFacts PROCESS = new ProcessFacts(Map.of(), "host-1", 42, "/home/app");

  @ParameterizedTest
  @CsvSource({
    "batch.linger, 1ms, PT0.000999999S",
    "batch.linger, 60s, PT1M0.000000001S",
    "batch.maxEvents, 1, 0",
    "batch.maxEvents, 100000, 100001",
    "batch.maxBytes, 4096, 4095",
    "memory.maxBytes, 4MB, 4194303",
    "memory.maxBytes, 4GB, 4294967297",
    "memory.overflowTimeout, 1ms, 0s",
    "memory.overflowTimeout, 1m, 60001ms",
    "delivery.maxInFlight, 1, 0",
    "delivery.maxInFlight, 64, 65",
    "delivery.connectTimeout, 10ms, 9ms",
    "delivery.requestTimeout, 100ms, 99ms",
    "delivery.requestTimeout, 5m, 300001ms",
    "retry.initialBackoff, 100ms, 99ms",
    "retry.maxBackoff, 100ms, 99ms",
    "retry.maxBackoff, 1h, 3601s",
    "retry.multiplier, 1, 0.99",
    "retry.multiplier, 10.0, 10.01",
    "retry.maxAttempts, 0, -1",
    "retry.maxAttempts, 1000000, 1000001",
    "retry.maxEventAge, 30d, 721h",
    "shutdownTimeout, 0s, -PT1S",
    "shutdownTimeout, 5m, 301s",
    "maxEventBytes, 1KB, 1023",
  })
  void theLimitIsAcceptedAndWhatLiesBeyondIsNot(String name, String atLimit, String beyond) {
    assertThatCode(() -> judged(name, atLimit)).doesNotThrowAnyException();
    assertThatThrownBy(() -> judged(name, beyond))
        .hasMessageStartingWith(name + " = " + beyond + " is outside ");
  }

  @Test
  void largeLimitsAreAcceptedWhereMemoryAllows() {
    PipelineConfig config =
        judged("memory.maxBytes", "4GB", "batch.maxBytes", "64MB", "maxEventBytes", "64MB");
    assertThat(config.batch().maxBytes()).isEqualTo(64 << 20);
    assertThat(config.capture().maxEventBytes()).isEqualTo(64 << 20);
    assertThatThrownBy(() -> judged("memory.maxBytes", "4GB", "batch.maxBytes", "67108865"))
        .hasMessageStartingWith("batch.maxBytes = 67108865 is outside 4KB..64MB: ");
    assertThatThrownBy(() -> judged("memory.maxBytes", "4GB", "maxEventBytes", "67108865"))
        .hasMessageStartingWith("maxEventBytes = 67108865 is outside 1KB..64MB: ");
  }

  @Test
  void aQuarterOfALaneIsTheMostForAnEvent() {
    assertThat(judged("maxEventBytes", "2MB").capture().maxEventBytes()).isEqualTo(2 << 20);
    assertThatThrownBy(() -> judged("maxEventBytes", "2097153"))
        .hasMessageStartingWith("maxEventBytes = 2097153 is above a quarter of a lane");
  }

  @Test
  void defaultOfAnEventFitsTheSmallestMemory() {
    assertThat(judged("memory.maxBytes", "4MB").capture().maxEventBytes()).isEqualTo(256 << 10);
  }

  @Test
  void bodyMemoryIsTheMostForABatch() {
    assertThat(judged("batch.maxBytes", "4601KB").batch().maxBytes()).isEqualTo(4601 << 10);
    assertThatThrownBy(() -> judged("batch.maxBytes", "4602KB"))
        .hasMessageStartingWith("batch.maxBytes = 4602KB is above the 4601KB that ");
  }

  @Test
  void defaultOfABatchGivesWayToALittleMemory() {
    assertThat(judged("memory.maxBytes", "4MB").batch().maxBytes()).isEqualTo(569 << 10);
  }

  @Test
  void defaultUrgentLingerGivesWayToAShortLinger() {
    assertThat(judged("batch.linger", "50ms").batch().urgentLinger())
        .isEqualTo(Duration.ofMillis(50));
  }

  @Test
  void urgentLingerMayBeAsLongAsLinger() {
    assertThat(judged("batch.urgentLinger", "1s").batch().urgentLinger())
        .isEqualTo(Duration.ofSeconds(1));
    assertThatThrownBy(() -> judged("batch.urgentLinger", "1001ms"))
        .hasMessageStartingWith("batch.urgentLinger = 1001ms is longer than batch.linger = 1s: ");
  }

  @Test
  void defaultConnectTimeoutGivesWayToAShortRequestTimeout() {
    assertThat(judged("delivery.requestTimeout", "2s").delivery().connectTimeout())
        .isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void connectTimeoutMayBeAsLongAsRequestTimeout() {
    assertThat(judged("delivery.connectTimeout", "10s").delivery().connectTimeout())
        .isEqualTo(Duration.ofSeconds(10));
    assertThatThrownBy(() -> judged("delivery.connectTimeout", "10001ms"))
        .hasMessageStartingWith("delivery.connectTimeout = 10001ms is longer than ");
  }

  @Test
  void defaultInitialBackoffGivesWayToAShortMaxBackoff() {
    assertThat(judged("retry.maxBackoff", "200ms").retry().initialBackoff())
        .isEqualTo(Duration.ofMillis(200));
  }

  @Test
  void backoffsMayBeEqual() {
    assertThat(judged("retry.initialBackoff", "60s").retry().maxBackoff())
        .isEqualTo(Duration.ofSeconds(60));
    assertThatThrownBy(() -> judged("retry.initialBackoff", "61s"))
        .hasMessageStartingWith("retry.initialBackoff = 61s is longer than retry.maxBackoff = 60s");
  }

  @Test
  void eventMayExpireAsSoonAsItsFirstAttemptIsOver() {
    assertThat(judged("retry.maxEventAge", "11s").retry().maxEventAge())
        .isEqualTo(Duration.ofSeconds(11));
    assertThatThrownBy(() -> judged("retry.maxEventAge", "10999ms"))
        .hasMessageStartingWith("retry.maxEventAge = 10999ms is shorter than batch.linger = 1s ");
  }

  @ParameterizedTest
  @CsvSource({
    "https://logs.example.com, https://logs.example.com/",
    "https://logs.example.com/, https://logs.example.com/",
    "https://logs.example.com?a=b, https://logs.example.com/?a=b",
    "https://logs.example.com:8443/v1/logs, https://logs.example.com:8443/v1/logs",
    "HTTPS://logs.example.com/in, HTTPS://logs.example.com/in",
    "https://[2001:db8::1]:443/in, https://[2001:db8::1]:443/in",
    "https://logs.example.com/in@home, https://logs.example.com/in@home",
  })
  void endpointIsUsedAsItIsButForAMissingPath(String typed, String used) {
    PipelineConfig config =
        PipelineConfig.of(Typed.settings("endpoint", typed), PROCESS, SketchFormats.ALL);
    assertThat(config.endpoint().url()).isEqualTo(URI.create(used));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://localhost:4318",
        "http://LOCALHOST",
        "http://collector.localhost/in",
        "http://127.0.0.1",
        "http://127.255.0.254:80",
        "http://[::1]:4318",
        "http://[0:0:0:0:0:0:0:1]"
      })
  void plainHttpStaysWithinTheMachine(String loopback) {
    assertThatCode(
            () ->
                PipelineConfig.of(
                    Typed.settings("endpoint", loopback, "auth.bearerToken", "t0ken"),
                    PROCESS,
                    SketchFormats.ALL))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://localhost.example.com",
        "http://notlocalhost",
        "http://127.0.0.1.example.com",
        "http://127.0.0.256.example",
        "http://128.0.0.1",
        "http://[::2]",
        "http://[::ffff:127.0.0.1]",
        "http://0.0.0.0"
      })
  void plainHttpToAnotherHostIsRefused(String foreign) {
    assertThatThrownBy(
            () ->
                PipelineConfig.of(Typed.settings("endpoint", foreign), PROCESS, SketchFormats.ALL))
        .hasMessageStartingWith("endpoint = " + foreign + " would send events unencrypted ");
  }

  @Test
  void plainHttpToAnotherHostIsAMatterOfTrust() {
    PipelineConfig config =
        PipelineConfig.of(
            Typed.settings(
                "endpoint", "http://otel-collector:4318",
                "allowInsecure", "true",
                "header", "X-Scope-OrgID: tenant-1"),
            PROCESS,
            SketchFormats.ALL);
    assertThat(config.endpoint().url()).isEqualTo(URI.create("http://otel-collector:4318/"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Authorization",
        "Proxy-Authorization",
        "Cookie",
        "DD-API-KEY",
        "X-Auth-Token",
        "api_key",
        "X-Access-Key"
      })
  void headersThatCarryCredentialsNeedHttps(String header) {
    assertThatThrownBy(
            () ->
                PipelineConfig.of(
                    Typed.settings(
                        "endpoint", "http://otel-collector:4318",
                        "allowInsecure", "true",
                        "header", header + ": s3cret"),
                    PROCESS,
                    SketchFormats.ALL))
        .hasMessageContaining("would send header " + header + " unencrypted");
  }

  @Test
  void eachKindOfCredentialIsRead() {
    assertThat(judged().auth()).isEqualTo(new AuthConfig.None());
    assertThat(judged("auth.bearerToken", " t0ken\n").auth())
        .isEqualTo(new AuthConfig.BearerToken("t0ken"));
    assertThat(judged("auth.apiKey", "k3y").auth())
        .isEqualTo(new AuthConfig.ApiKey("X-API-Key", "k3y"));
    assertThat(judged("auth.apiKey", "k3y", "auth.apiKeyHeader", "DD-API-KEY").auth())
        .isEqualTo(new AuthConfig.ApiKey("DD-API-KEY", "k3y"));
    assertThat(judged("auth.username", "shipper", "auth.password", " p:ä ").auth())
        .isEqualTo(new AuthConfig.Basic("shipper", " p:ä "));
    assertThat(judged("auth.provider", "com.example.Vault$Tokens").auth())
        .isEqualTo(new AuthConfig.Provider("com.example.Vault$Tokens"));
    assertThat(judged("auth.tokenFile", "/run/token").auth())
        .isEqualTo(new AuthConfig.TokenFile("/run/token"));
    assertThat(judged("auth.credentialsFile", "/home/app/credentials").auth())
        .isEqualTo(new AuthConfig.CredentialsFile("/home/app/credentials"));
    assertThat(
            judged(
                    "auth.oauth2.tokenUrl", "http://localhost:8080/token",
                    "auth.oauth2.clientId", "shipper",
                    "auth.oauth2.clientSecretFile", "/run/secret",
                    "auth.oauth2.clientAuthentication", "Basic")
                .auth())
        .isEqualTo(
            new AuthConfig.Oauth2(
                URI.create("http://localhost:8080/token"),
                "shipper",
                null,
                "/run/secret",
                null,
                null,
                AuthConfig.ClientAuthentication.BASIC));
  }

  @Test
  void tlsAndProxyAreRead() {
    assertThat(
            judged(
                    "tls.trustStore", "/etc/trust.p12",
                    "tls.trustStorePassword", " pa55 ",
                    "tls.certificateFile", "/etc/client.pem",
                    "tls.keyFile", "/etc/client.key",
                    "proxy.host", "10.0.0.1",
                    "proxy.port", "3128",
                    "proxy.username", "shipper",
                    "proxy.password", "pa55word")
                .connection())
        .isEqualTo(
            new ConnectionConfig(
                new TlsConfig(
                    new TlsConfig.Store("/etc/trust.p12", " pa55 "),
                    null,
                    null,
                    new TlsConfig.PemIdentity("/etc/client.pem", "/etc/client.key")),
                new ProxyConfig("10.0.0.1", 3128, "shipper", "pa55word")));
  }

  @Test
  void theCredentialsFileOfTheEnsoCloudIsFoundByItself() {
    ProcessFacts named =
        new ProcessFacts(
            Map.of("ENSO_CLOUD_CREDENTIALS_FILE", "/run/enso"), "host-1", 42, "/home/app");
    assertThat(AuthRules.byDefault("enso", named))
        .isEqualTo(new AuthConfig.CredentialsFile("/run/enso"));
    assertThat(AuthRules.byDefault("enso", PROCESS))
        .isEqualTo(new AuthConfig.CredentialsFile("/home/app/.enso/credentials"));
    assertThat(AuthRules.byDefault("json", named)).isEqualTo(new AuthConfig.None());
  }

  @Test
  void namesToKeepAreReadAsLists() {
    assertThat(
            judged("includeMdc", "user*, session.id", "excludeMdc", "*password*").capture().mdc())
        .isEqualTo(new NameFilter(List.of("user*", "session.id"), List.of("*password*")));
    assertThat(
            judged("includeKeyValues", "order.*", "excludeKeyValues", "card.*")
                .capture()
                .keyValues())
        .isEqualTo(new NameFilter(List.of("order.*"), List.of("card.*")));
  }

  private static PipelineConfig judged(String... typed) {
    return PipelineConfig.of(
        Typed.settings(typed).add("endpoint", "https://logs.example.com/in"),
        PROCESS,
        SketchFormats.ALL);
  }
}
