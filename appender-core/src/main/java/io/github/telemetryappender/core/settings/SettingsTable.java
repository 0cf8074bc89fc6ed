package io.github.telemetryappender.core.settings;

import io.github.telemetryappender.core.settings.AlertsConfig.Voice;
import io.github.telemetryappender.core.settings.AuthConfig.ClientAuthentication;
import io.github.telemetryappender.core.settings.CaptureConfig.CallerData;
import io.github.telemetryappender.core.settings.MemoryConfig.Overflow;
import io.github.telemetryappender.core.settings.PipelineConfig.ExitFlush;
import io.github.telemetryappender.core.settings.SelfReportConfig.Verification;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Every setting, declared once. Names that are only reserved stand here as well. */
final class SettingsTable {

  // Where to, and in which form.

  static final Setting<URI> ENDPOINT =
      Setting.named("endpoint", new TextKind<>("http or https URL", EndpointUrl::read))
          .meaning("the URL that events are POSTed to; without a path the format's own is added")
          .defaultNote("required")
          .secrecy(Secrecy.URL)
          .sample("https://logs.example.com/in");

  static final Setting<Boolean> ALLOW_INSECURE =
      Setting.named("allowInsecure", ChoiceKind.trueOrFalse())
          .meaning("whether events may go over http:// to a host other than this one")
          .byDefault("false")
          .sample("true");

  static final Setting<String> FORMAT =
      Setting.named("format", TextKind.line())
          .meaning("the form of a request's body")
          .accepts(
              "json, ndjson, otlp, otlp-json, elasticsearch, loki, splunk, datadog, enso, or a format of your own")
          .byDefault("json")
          .sample("ndjson");

  static final Setting<Compression> COMPRESSION =
      Setting.named(
              "compression",
              new ChoiceKind<>(
                  List.of(
                      Map.entry("none", Compression.NONE),
                      Map.entry("gzip", Compression.GZIP),
                      Map.entry("zstd", Compression.ZSTD)),
                  List.of()))
          .meaning("how bodies of 1 KB and more are compressed; zstd needs the library zstd-jni")
          .byDefault("gzip")
          .sample("none");

  static final Setting<NameValue> HEADER =
      Setting.named("header", new TextKind<>("Name: value", HeaderRules::header))
          .meaning("a header sent with each request")
          .repeatable()
          .secrecy(Secrecy.HEADER)
          .sample("X-Scope-OrgID: tenant-1");

  static final Setting<String> INDEX =
      Setting.named("index", TextKind.line())
          .meaning("the index or data stream of elasticsearch, or the index of splunk")
          .sample("logs-app-default");

  static final Setting<NameValue> LABEL =
      Setting.named("label", new TextKind<>("key=value", KeyValueText::read))
          .meaning("a stream label of loki")
          .repeatable()
          .sample("team=checkout");

  static final Setting<NameValue> OPTION =
      Setting.named("option", new TextKind<>("key=value", KeyValueText::read))
          .meaning("an option of the format")
          .repeatable()
          .sample("source=checkout");

  // What is the same for all events.

  static final Setting<String> SERVICE_NAME =
      Setting.named("serviceName", TextKind.line())
          .meaning("the name of the service")
          .defaultNote("`OTEL_SERVICE_NAME`, else `service.name` in `OTEL_RESOURCE_ATTRIBUTES`")
          .sample("checkout");

  static final Setting<String> SERVICE_VERSION =
      Setting.named("serviceVersion", TextKind.line())
          .meaning("the version of the service")
          .defaultNote("`service.version` in `OTEL_RESOURCE_ATTRIBUTES`")
          .sample("1.4.2");

  static final Setting<String> ENVIRONMENT =
      Setting.named("environment", TextKind.line())
          .meaning("where the service is deployed")
          .defaultNote("`deployment.environment.name` in `OTEL_RESOURCE_ATTRIBUTES`")
          .sample("production");

  static final Setting<NameValue> ATTRIBUTE =
      Setting.named("attribute", new TextKind<>("key=value", KeyValueText::read))
          .meaning("a static attribute of the process, sent with its events")
          .repeatable()
          .defaultNote("`OTEL_RESOURCE_ATTRIBUTES`")
          .sample("team=checkout");

  // What is kept of an event.

  static final Setting<List<String>> INCLUDE_MDC =
      Setting.named("includeMdc", patterns())
          .meaning("the MDC entries that are kept")
          .defaultNote("all")
          .sample("user*,session.id");

  static final Setting<List<String>> EXCLUDE_MDC =
      Setting.named("excludeMdc", patterns())
          .meaning("the MDC entries that are left out, even if included")
          .defaultNote("none")
          .sample("*password*");

  static final Setting<List<String>> INCLUDE_KEY_VALUES =
      Setting.named("includeKeyValues", patterns())
          .meaning("the key-value pairs that are kept")
          .defaultNote("all")
          .sample("order.*");

  static final Setting<List<String>> EXCLUDE_KEY_VALUES =
      Setting.named("excludeKeyValues", patterns())
          .meaning("the key-value pairs that are left out, even if included")
          .defaultNote("none")
          .sample("card.*");

  static final Setting<CallerData> INCLUDE_CALLER_DATA =
      Setting.named(
              "includeCallerData",
              new ChoiceKind<>(
                  List.of(
                      Map.entry("true", CallerData.INCLUDE), Map.entry("false", CallerData.OMIT)),
                  List.of()))
          .meaning("whether class, method, file and line are kept; costs a stack walk per event")
          .byDefault("false")
          .sample("true");

  static final Setting<Long> MAX_EVENT_BYTES =
      Setting.named("maxEventBytes", size("1KB", "64MB"))
          .meaning("the most that one event may take, at most a quarter of a lane")
          .byDefault("256KB")
          .sample("64KB");

  static final Setting<Pattern> REDACT =
      Setting.named("redact", new TextKind<>("regular expression", RedactRules::pattern))
          .meaning(
              "a regular expression; what it matches in message, attributes and stack trace becomes"
                  + " ***")
          .repeatable()
          .sample("[0-9]{16}");

  static final Setting<String> ENCODER =
      Setting.named("encoder", TextKind.line())
          .meaning("the framework's own encoder or layout, which renders the event")
          .component()
          .accepts("encoder or layout")
          .sample("ch.qos.logback.classic.encoder.PatternLayoutEncoder");

  // Start and stop.

  static final Setting<Verification> VERIFY_ON_START =
      Setting.named(
              "verifyOnStart",
              new ChoiceKind<>(
                  List.of(
                      Map.entry("off", Verification.OFF), Map.entry("report", Verification.REPORT)),
                  List.of()))
          .meaning("whether a HEAD after the start tries endpoint and credential, and reports it")
          .byDefault("report")
          .sample("off");

  static final Setting<Duration> SHUTDOWN_TIMEOUT =
      Setting.named("shutdownTimeout", duration("0s", "5m"))
          .meaning("the longest that stopping waits for deliveries")
          .byDefault("5s")
          .sample("2s");

  static final Setting<ExitFlush> FLUSH_ON_EXIT =
      Setting.named(
              "flushOnExit",
              new ChoiceKind<>(
                  List.of(Map.entry("true", ExitFlush.ON), Map.entry("false", ExitFlush.OFF)),
                  List.of()))
          .meaning("whether the exit of the JVM flushes")
          .byDefault("true")
          .sample("false");

  static final Setting<String> DELIVERY_LISTENER =
      Setting.named("deliveryListener", new TextKind<>("class name", ProviderRules::className))
          .meaning("a class of yours that hears what becomes of events")
          .sample("com.example.Deliveries");

  // As whom.

  static final Setting<String> BEARER_TOKEN =
      Setting.named("auth.bearerToken", new TextKind<>("", HeaderRules::bearerToken))
          .meaning("a token sent as Authorization: Bearer")
          .secrecy(Secrecy.SECRET)
          .sample("t0ken");

  static final Setting<String> TOKEN_FILE =
      Setting.named("auth.tokenFile", TextKind.line())
          .meaning("a file that holds a bearer token, read again when it changes")
          .accepts("path")
          .sample("/var/run/secrets/token");

  static final Setting<String> API_KEY =
      Setting.named("auth.apiKey", new TextKind<>("", HeaderRules::key))
          .meaning("a key sent in the header auth.apiKeyHeader")
          .secrecy(Secrecy.SECRET)
          .sample("k3y");

  static final Setting<String> API_KEY_HEADER =
      Setting.named("auth.apiKeyHeader", new TextKind<>("header name", HeaderRules::name))
          .meaning("the header that carries auth.apiKey")
          .defaultNote("the format's own, else `X-API-Key`")
          .sample("X-Ingest-Key");

  static final Setting<String> USERNAME =
      Setting.named("auth.username", new TextKind<>("without colon", BasicRules::username))
          .meaning("the user name of HTTP Basic authentication")
          .secrecy(Secrecy.SECRET)
          .sample("shipper");

  static final Setting<String> PASSWORD =
      Setting.named("auth.password", TextKind.line())
          .meaning("the password of HTTP Basic authentication")
          .secrecy(Secrecy.SECRET)
          .withItsSpaces()
          .sample("pa55word");

  static final Setting<URI> OAUTH2_TOKEN_URL =
      Setting.named("auth.oauth2.tokenUrl", new TextKind<>("https URL", OauthRules::tokenUrl))
          .meaning("the URL that issues tokens for client credentials")
          .secrecy(Secrecy.URL)
          .sample("https://login.example.com/token");

  static final Setting<String> OAUTH2_CLIENT_ID =
      Setting.named("auth.oauth2.clientId", TextKind.line())
          .meaning("the client's name at the issuer")
          .sample("shipper");

  static final Setting<String> OAUTH2_CLIENT_SECRET =
      Setting.named("auth.oauth2.clientSecret", TextKind.line())
          .meaning("the client's secret")
          .secrecy(Secrecy.SECRET)
          .sample("s3cret");

  static final Setting<String> OAUTH2_CLIENT_SECRET_FILE =
      Setting.named("auth.oauth2.clientSecretFile", TextKind.line())
          .meaning("a file that holds the client's secret")
          .accepts("path")
          .sample("/var/run/secrets/client");

  static final Setting<String> OAUTH2_SCOPE =
      Setting.named("auth.oauth2.scope", TextKind.line())
          .meaning("the scope asked for")
          .sample("logs.write");

  static final Setting<String> OAUTH2_AUDIENCE =
      Setting.named("auth.oauth2.audience", TextKind.line())
          .meaning("the audience asked for")
          .sample("https://logs.example.com");

  static final Setting<ClientAuthentication> OAUTH2_CLIENT_AUTHENTICATION =
      Setting.named(
              "auth.oauth2.clientAuthentication",
              new ChoiceKind<>(
                  List.of(
                      Map.entry("form", ClientAuthentication.FORM),
                      Map.entry("basic", ClientAuthentication.BASIC)),
                  List.of()))
          .meaning("how the client proves itself to the issuer: in the form, or by HTTP Basic")
          .byDefault("form")
          .sample("basic");

  static final Setting<String> CREDENTIALS_FILE =
      Setting.named("auth.credentialsFile", TextKind.line())
          .meaning("a JSON file with an access token and what refreshes it")
          .defaultNote(
              "with enso: `ENSO_CLOUD_CREDENTIALS_FILE`, else `.enso/credentials` in the home"
                  + " directory")
          .accepts("path")
          .sample("/home/app/.enso/credentials");

  static final Setting<String> PROVIDER =
      Setting.named("auth.provider", new TextKind<>("class name", ProviderRules::className))
          .meaning("a class of yours that provides the credential")
          .sample("com.example.VaultTokens");

  // When a batch is cut.

  static final Setting<Integer> BATCH_MAX_EVENTS =
      Setting.named("batch.maxEvents", count("1", "100000"))
          .meaning("the number of events at which a batch is full")
          .byDefault("1000")
          .sample("500");

  static final Setting<Long> BATCH_MAX_BYTES =
      Setting.named("batch.maxBytes", size("4KB", "64MB"))
          .meaning("the size before compression at which a batch is full")
          .byDefault("1MB")
          .sample("512KB");

  static final Setting<Duration> BATCH_LINGER =
      Setting.named("batch.linger", duration("1ms", "1m"))
          .meaning("the longest an event waits for company")
          .whenTooHigh("lower it, or raise batch.maxEvents")
          .byDefault("1s")
          .sample("2s");

  static final Setting<Duration> BATCH_URGENT_LINGER =
      Setting.named("batch.urgentLinger", duration("1ms", "1m"))
          .meaning("the longest a FATAL, ERROR or WARN event waits for company")
          .byDefault("100ms")
          .sample("50ms");

  // How much memory.

  static final Setting<Long> MEMORY_MAX_BYTES =
      Setting.named("memory.maxBytes", size("4MB", "4GB"))
          .meaning("all the memory for events that wait: three lanes and one pool of the rest")
          .byDefault("32MB")
          .sample("64MB");

  static final Setting<Overflow> MEMORY_OVERFLOW =
      Setting.named(
              "memory.overflow",
              new ChoiceKind<>(
                  List.of(Map.entry("drop", Overflow.DROP), Map.entry("block", Overflow.BLOCK)),
                  List.of()))
          .meaning("what a logging call does when memory is full")
          .byDefault("drop")
          .sample("block");

  static final Setting<Duration> MEMORY_OVERFLOW_TIMEOUT =
      Setting.named("memory.overflowTimeout", duration("1ms", "1m"))
          .meaning("the longest a logging call waits with memory.overflow = block")
          .byDefault("100ms")
          .sample("20ms");

  // How requests are made.

  static final Setting<Integer> MAX_IN_FLIGHT =
      Setting.named("delivery.maxInFlight", count("1", "64"))
          .meaning("the most requests under way at a time")
          .byDefault("4")
          .sample("8");

  static final Setting<Duration> CONNECT_TIMEOUT =
      Setting.named("delivery.connectTimeout", duration("10ms", "5m"))
          .meaning("the longest that connecting may take")
          .byDefault("5s")
          .sample("3s");

  static final Setting<Duration> REQUEST_TIMEOUT =
      Setting.named("delivery.requestTimeout", duration("100ms", "5m"))
          .meaning("the longest that a request may take, its answer included")
          .byDefault("10s")
          .sample("20s");

  // How long and how often it is tried again.

  static final Setting<Duration> INITIAL_BACKOFF =
      Setting.named("retry.initialBackoff", duration("100ms", "1h"))
          .meaning("the upper end of the first wait before a retry")
          .byDefault("1s")
          .sample("500ms");

  static final Setting<Duration> MAX_BACKOFF =
      Setting.named("retry.maxBackoff", duration("100ms", "1h"))
          .meaning("the longest wait before a retry")
          .byDefault("60s")
          .sample("30s");

  static final Setting<Double> MULTIPLIER =
      Setting.named("retry.multiplier", RangeKind.between(DecimalNotation.INSTANCE, "1", "10"))
          .meaning("the factor by which waits grow from failure to failure")
          .byDefault("2")
          .sample("1.5");

  static final Setting<Integer> MAX_ATTEMPTS =
      Setting.named("retry.maxAttempts", count("0", "1000000"))
          .meaning("the most attempts for a batch; 0 is no limit but retry.maxEventAge")
          .byDefault("0")
          .sample("10");

  static final Setting<Duration> MAX_EVENT_AGE =
      Setting.named("retry.maxEventAge", duration("1s", "30d"))
          .meaning("the age past which an event is no longer worth sending")
          .byDefault("15m")
          .sample("1h");

  static final Setting<StatusChanges> STATUSES =
      Setting.named("retry.statuses", new TextKind<>("+500,-404", StatusChanges::read))
          .meaning("changes to which statuses are retried")
          .sample("+500,-404");

  static final Setting<Integer> BACKLOG_PACE =
      Setting.named("retry.backlogPace", count("0", "100"))
          .meaning(
              "how fast a backlog leaves after a long outage, in usual batch rates; 0 is as fast as it can")
          .byDefault("1")
          .sample("2");

  // Batches parked on disk.

  static final Setting<String> SPOOL_DIRECTORY =
      Setting.named("spool.directory", TextKind.line())
          .meaning("the directory that keeps events over a crash and a long outage")
          .defaultNote("off")
          .accepts("path")
          .notYet()
          .sample("/var/spool/checkout");

  static final Setting<Long> SPOOL_MAX_BYTES =
      Setting.named("spool.maxBytes", size("1MB", "1024GB"))
          .meaning("the most that the spool may take on disk")
          .notYet()
          .sample("256MB");

  static final Setting<Long> SPOOL_MIN_FREE_BYTES =
      Setting.named("spool.minFreeBytes", size("0", "1024GB"))
          .meaning("the free disk space that the spool leaves to others")
          .notYet()
          .sample("512MB");

  static final Setting<String> SPOOL_DURABILITY =
      Setting.named("spool.durability", ChoiceKind.oneOf(List.of("process", "power"), List.of()))
          .meaning("what spooled events survive: the end of the process, or a loss of power too")
          .notYet()
          .sample("power");

  // Whom to trust, and by which way.

  static final Setting<String> TRUST_STORE =
      path(
          "tls.trustStore",
          "the key store (PKCS12 or JKS) of trusted certificates, in the place of the JVM's",
          "/etc/app/trust.p12");
  static final Setting<String> TRUST_STORE_PASSWORD =
      secret("tls.trustStorePassword", "the password of tls.trustStore");
  static final Setting<String> KEY_STORE =
      path(
          "tls.keyStore",
          "the key store (PKCS12 or JKS) of the client's certificate and key",
          "/etc/app/key.p12");
  static final Setting<String> KEY_STORE_PASSWORD =
      secret("tls.keyStorePassword", "the password of tls.keyStore");
  static final Setting<String> CA_FILE =
      path(
          "tls.caFile",
          "the trusted certificates in PEM, in the place of the JVM's",
          "/etc/app/ca.pem");
  static final Setting<String> CERTIFICATE_FILE =
      path(
          "tls.certificateFile",
          "the client's certificate in PEM, those of its issuers behind it",
          "/etc/app/client.pem");
  static final Setting<String> KEY_FILE =
      path(
          "tls.keyFile",
          "the client's private key in PEM; needs Bouncy Castle",
          "/etc/app/client.key");

  static final Setting<String> PROXY_HOST =
      Setting.named("proxy.host", new TextKind<>("host name or address", ProxyRules::host))
          .meaning("the host of an HTTP proxy")
          .secrecy(Secrecy.URL)
          .defaultNote("the JVM's; none for this machine")
          .sample("proxy.example.com");

  static final Setting<Integer> PROXY_PORT =
      Setting.named("proxy.port", count("1", "65535"))
          .meaning("the port of the proxy")
          .sample("3128");

  static final Setting<String> PROXY_USERNAME =
      Setting.named("proxy.username", new TextKind<>("without colon", BasicRules::username))
          .meaning("the user name at the proxy")
          .secrecy(Secrecy.SECRET)
          .sample("shipper");

  static final Setting<String> PROXY_PASSWORD =
      secret("proxy.password", "the password at the proxy");

  // When it raises its voice: notice, warning, critical.

  static final Setting<Voice> ALERTS_ENABLED =
      Setting.named(
              "alerts.enabled",
              new ChoiceKind<>(
                  List.of(Map.entry("true", Voice.ON), Map.entry("false", Voice.OFF)), List.of()))
          .meaning("whether changes of the alert level are told")
          .byDefault("true")
          .sample("false");

  static final Setting<List<Integer>> ALERTS_FAILED_ATTEMPTS =
      Setting.named("alerts.failedAttempts", new LevelsKind<>(count("1", "1000000"), "1,5,20"))
          .meaning(
              "the failed attempts in a row from which on the level is notice, warning, critical")
          .byDefault("1,5,20")
          .sample("3,10,50");

  static final Setting<List<Duration>> ALERTS_OLDEST_EVENT =
      Setting.named("alerts.oldestEvent", new LevelsKind<>(duration("1s", "30d"), "30s,2m,12m"))
          .meaning("the same for the age of the oldest undelivered event")
          .defaultNote("30s,2m,80 % of `retry.maxEventAge`")
          .sample("1m,5m,10m");

  static final Setting<List<Integer>> ALERTS_FILL =
      Setting.named("alerts.fill", new LevelsKind<>(count("1", "100"), "50,80,95"))
          .meaning("the same for how full the memory for waiting events is, in percent")
          .byDefault("50,80,95")
          .sample("60,85,98");

  /** All of them, in the order of the README's table. */
  static final List<Setting<?>> ALL =
      List.of(
          ENDPOINT,
          ALLOW_INSECURE,
          FORMAT,
          COMPRESSION,
          SERVICE_NAME,
          SERVICE_VERSION,
          ENVIRONMENT,
          ATTRIBUTE,
          HEADER,
          INDEX,
          LABEL,
          OPTION,
          INCLUDE_MDC,
          EXCLUDE_MDC,
          INCLUDE_KEY_VALUES,
          EXCLUDE_KEY_VALUES,
          INCLUDE_CALLER_DATA,
          MAX_EVENT_BYTES,
          REDACT,
          ENCODER,
          VERIFY_ON_START,
          SHUTDOWN_TIMEOUT,
          FLUSH_ON_EXIT,
          DELIVERY_LISTENER,
          BEARER_TOKEN,
          TOKEN_FILE,
          API_KEY,
          API_KEY_HEADER,
          USERNAME,
          PASSWORD,
          OAUTH2_TOKEN_URL,
          OAUTH2_CLIENT_ID,
          OAUTH2_CLIENT_SECRET,
          OAUTH2_CLIENT_SECRET_FILE,
          OAUTH2_SCOPE,
          OAUTH2_AUDIENCE,
          OAUTH2_CLIENT_AUTHENTICATION,
          CREDENTIALS_FILE,
          PROVIDER,
          BATCH_MAX_EVENTS,
          BATCH_MAX_BYTES,
          BATCH_LINGER,
          BATCH_URGENT_LINGER,
          MEMORY_MAX_BYTES,
          MEMORY_OVERFLOW,
          MEMORY_OVERFLOW_TIMEOUT,
          MAX_IN_FLIGHT,
          CONNECT_TIMEOUT,
          REQUEST_TIMEOUT,
          INITIAL_BACKOFF,
          MAX_BACKOFF,
          MULTIPLIER,
          MAX_ATTEMPTS,
          MAX_EVENT_AGE,
          STATUSES,
          BACKLOG_PACE,
          SPOOL_DIRECTORY,
          SPOOL_MAX_BYTES,
          SPOOL_MIN_FREE_BYTES,
          SPOOL_DURABILITY,
          TRUST_STORE,
          TRUST_STORE_PASSWORD,
          KEY_STORE,
          KEY_STORE_PASSWORD,
          CA_FILE,
          CERTIFICATE_FILE,
          KEY_FILE,
          PROXY_HOST,
          PROXY_PORT,
          PROXY_USERNAME,
          PROXY_PASSWORD,
          ALERTS_ENABLED,
          ALERTS_FAILED_ATTEMPTS,
          ALERTS_OLDEST_EVENT,
          ALERTS_FILL);

  private SettingsTable() {}

  private static RangeKind<Duration> duration(String min, String max) {
    return RangeKind.between(DurationNotation.INSTANCE, min, max);
  }

  private static RangeKind<Long> size(String min, String max) {
    return RangeKind.between(SizeNotation.INSTANCE, min, max);
  }

  private static RangeKind<Integer> count(String min, String max) {
    return RangeKind.between(CountNotation.INSTANCE, min, max);
  }

  private static TextKind<List<String>> patterns() {
    return new TextKind<>("names or globs, comma-separated", NamePatterns::read);
  }

  private static Setting<String> path(String name, String meaning, String sample) {
    return Setting.named(name, TextKind.line()).meaning(meaning).accepts("path").sample(sample);
  }

  private static Setting<String> secret(String name, String meaning) {
    return Setting.named(name, TextKind.line())
        .meaning(meaning)
        .secrecy(Secrecy.SECRET)
        .withItsSpaces()
        .sample("pa55word");
  }
}
