package io.github.telemetryappender.core.settings;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every message a user can meet, to the letter. */
class RefusedSettingsTest {

  private static final ProcessFacts PROCESS = new ProcessFacts(Map.of(), "host-1", 42, "/home/app");
  private static final String ENDPOINT = "https://logs.example.com/in";

  @ParameterizedTest(name = "{0}")
  @MethodSource({
    "values",
    "relations",
    "endpoints",
    "headers",
    "credentials",
    "notAvailable",
    "whatAFormatHasNoPlaceFor",
    "aboveTheLimitOfTheFormat"
  })
  void isRefusedWith(String message, String[] typed) {
    assertThatThrownBy(() -> PipelineConfig.of(Typed.settings(typed), PROCESS, SketchFormats.ALL))
        .isInstanceOf(SettingsException.class)
        .hasMessage(message)
        .hasNoCause();
  }

  static Stream<Arguments> values() {
    return Stream.of(
        refused(
            "batch.linger = 2m is outside 1ms..1m: it is the longest an event waits for company;"
                + " lower it, or raise batch.maxEvents",
            "batch.linger",
            "2m"),
        refused(
            "batch.linger = 0s is outside 1ms..1m: it is the longest an event waits for company;"
                + " raise it",
            "batch.linger",
            "0s"),
        refused(
            "batch.linger = 5 is not a duration: write it like 250ms, 5s, 2m, 1h, 2d or PT1M,"
                + " within 1ms..1m",
            "batch.linger",
            "5"),
        refused(
            "batch.linger = 99999999999999999999d is outside 1ms..1m: it is the longest an event"
                + " waits for company; lower it, or raise batch.maxEvents",
            "batch.linger",
            "99999999999999999999d"),
        refused(
            "retry.maxEventAge = -PT1M is outside 1s..30d: it is the age past which an event is no"
                + " longer worth sending; raise it",
            "retry.maxEventAge",
            "-PT1M"),
        refused(
            "memory.maxBytes = 32M is not a size: write it like 512, 512B, 4KB, 32MB or 1GB, within"
                + " 4MB..4GB",
            "memory.maxBytes",
            "32M"),
        refused(
            "memory.maxBytes = 9999999999GB is outside 4MB..4GB: it is all the memory for events"
                + " that wait: three lanes and one pool of the rest; lower it",
            "memory.maxBytes",
            "9999999999GB"),
        refused(
            "batch.maxBytes = 4095 is outside 4KB..64MB: it is the size before compression at which"
                + " a batch is full; raise it",
            "batch.maxBytes",
            "4095"),
        refused(
            "batch.maxEvents = many is not a whole number: write it in digits, within 1..100000",
            "batch.maxEvents",
            "many"),
        refused(
            "batch.maxEvents = 0 is outside 1..100000: it is the number of events at which a batch"
                + " is full; raise it",
            "batch.maxEvents",
            "0"),
        refused(
            "delivery.maxInFlight = 65 is outside 1..64: it is the most requests under way at a"
                + " time; lower it",
            "delivery.maxInFlight",
            "65"),
        refused(
            "retry.maxAttempts = -1 is outside 0..1000000: it is the most attempts for a batch; 0"
                + " is no limit but retry.maxEventAge; raise it",
            "retry.maxAttempts",
            "-1"),
        refused(
            "retry.multiplier = 0.5 is outside 1..10: it is the factor by which waits grow from"
                + " failure to failure; raise it",
            "retry.multiplier",
            "0.5"),
        refused(
            "retry.multiplier = NaN is not a number: write it like 2 or 1.5, within 1..10",
            "retry.multiplier",
            "NaN"),
        refused(
            "flushOnExit = yes is not one of true, false: choose true or false",
            "flushOnExit",
            "yes"),
        refused(
            "allowInsecure = 1 is not one of true, false: choose true or false",
            "allowInsecure",
            "1"),
        refused(
            "memory.overflow = wait is not one of drop, block: choose drop or block",
            "memory.overflow",
            "wait"),
        refused(
            "format = yaml is not one of json, ndjson, sketch: choose json, ndjson or sketch",
            "format",
            "yaml"),
        refused(
            "compression = brotli is not one of none, gzip, zstd: choose none or gzip or zstd",
            "compression",
            "brotli"),
        refused(
            "retry.statuses = 500 is not a list of statuses: write it like +500,-404, each within"
                + " 400..599",
            "retry.statuses",
            "500"),
        refused(
            "retry.statuses = +500,-204 is not a list of statuses: write it like +500,-404, each"
                + " within 400..599",
            "retry.statuses",
            "+500,-204"),
        refused(
            "retry.statuses = +500,-500 both adds and removes 500: keep one of the two",
            "retry.statuses",
            "+500,-500"),
        refused("attribute = team is not a pair: write it like key=value", "attribute", "team"),
        refused(
            "attribute = =checkout is not a pair: write it like key=value",
            "attribute",
            "=checkout"),
        refused(
            "attribute = service.name=shop has a setting of its own: use serviceName = shop",
            "attribute",
            "service.name=shop"),
        refused(
            "includeMdc = user,,session has an empty name: write it like user*,session.id",
            "includeMdc",
            "user,,session"),
        refused(
            "excludeKeyValues = "
                + "x".repeat(120)
                + "… has a name of more than 256 characters:"
                + " shorten it with *",
            "excludeKeyValues",
            "x".repeat(257)),
        refused(
            "serviceName = check?out holds a line break or another control character: write it on"
                + " one line",
            "serviceName",
            "check\nout"),
        refused(
            "serviceName is empty: it is the name of the service; give it a value, or remove it",
            "serviceName",
            " "),
        refused(
            "format is set 2 times: one value is accepted; keep one",
            "format",
            "json",
            "format",
            "json"));
  }

  static Stream<Arguments> relations() {
    return Stream.of(
        refused(
            "batch.urgentLinger = 2s is longer than batch.linger = 1s: urgent events never wait"
                + " longer than others; lower the first or raise the second",
            "batch.urgentLinger",
            "2s"),
        refused(
            "retry.maxEventAge = 5s is shorter than delivery.requestTimeout = 10s: no attempt could"
                + " finish; raise the first or lower the second",
            "retry.maxEventAge",
            "5s"),
        refused(
            "retry.maxEventAge = 10s is shorter than batch.linger = 1s and delivery.requestTimeout"
                + " = 10s together: an event could expire before its first attempt is over; raise"
                + " the first or lower the others",
            "retry.maxEventAge",
            "10s"),
        refused(
            "retry.initialBackoff = 2m is longer than retry.maxBackoff = 60s: waits grow from the"
                + " first to the second; lower the first or raise the second",
            "retry.initialBackoff",
            "2m"),
        refused(
            "delivery.connectTimeout = 20s is longer than delivery.requestTimeout = 10s: connecting"
                + " is a part of the request; lower the first or raise the second",
            "delivery.connectTimeout",
            "20s"),
        refused(
            "maxEventBytes = 4MB is above a quarter of a lane, 2MB with memory.maxBytes = 32MB: one"
                + " event must not fill a lane; lower the first or raise the second",
            "maxEventBytes",
            "4MB"),
        refused(
            "batch.maxBytes = 5MB is above the 4601KB that memory.maxBytes = 32MB leaves for request"
                + " bodies: no such batch could be rendered; lower the first or raise the second",
            "batch.maxBytes",
            "5MB"));
  }

  static Stream<Arguments> endpoints() {
    return Stream.of(
        arguments(
            "endpoint is not set: it is the URL that events are POSTed to; without a path the"
                + " format's own is added; write it like https://logs.example.com/in",
            new String[0]),
        endpoint(
            "endpoint = logs.example.com/in is not an http or https URL: write it like"
                + " https://logs.example.com/in",
            "logs.example.com/in"),
        endpoint(
            "endpoint = ftp://logs.example.com is not an http or https URL: write it like"
                + " https://logs.example.com/in",
            "ftp://logs.example.com"),
        endpoint(
            "endpoint = https://logs example is not a URL: illegal character in authority;"
                + " write it like https://logs.example.com/in",
            "https://logs example"),
        endpoint(
            "endpoint = https://***@logs.example.com/in holds a user name or a password: URLs end"
                + " up in logs; use auth.username and auth.password",
            "https://ann:pa55word@logs.example.com/in"),
        endpoint(
            "endpoint = https://***@logs.example.com/in is not a URL: malformed escape pair;"
                + " write it like https://logs.example.com/in",
            "https://ann:%pa55word@logs.example.com/in"),
        endpoint(
            "endpoint = https://log_server/in has no valid host: host names are made of letters,"
                + " digits, hyphens and dots; write it like https://logs.example.com/in",
            "https://log_server/in"),
        endpoint(
            "endpoint = https:///in has no valid host: host names are made of letters, digits,"
                + " hyphens and dots; write it like https://logs.example.com/in",
            "https:///in"),
        endpoint(
            "endpoint = https://logs.example.com:65536/in has a port outside 1..65535: write it like"
                + " https://logs.example.com/in",
            "https://logs.example.com:65536/in"),
        endpoint(
            "endpoint = https://logs.example.com/in#*** has a fragment: what follows # is never"
                + " sent; remove it",
            "https://logs.example.com/in#top"),
        endpoint(
            "endpoint = http://otel-collector:4318 would send events unencrypted to another host:"
                + " use https://, or set allowInsecure = true where the network can be trusted",
            "http://otel-collector:4318"),
        arguments(
            "endpoint = http://otel-collector:4318 would send auth.bearerToken unencrypted to"
                + " another host: credentials need https://, even with allowInsecure; use https://,"
                + " or remove the credential",
            new String[] {
              "endpoint", "http://otel-collector:4318",
              "allowInsecure", "true",
              "auth.bearerToken", "t0ken"
            }),
        arguments(
            "endpoint = http://otel-collector:4318 would send header X-API-Key unencrypted to"
                + " another host: credentials need https://, even with allowInsecure; use https://,"
                + " or remove the credential",
            new String[] {
              "endpoint", "http://otel-collector:4318",
              "allowInsecure", "true",
              "header", "X-API-Key: k3y"
            }));
  }

  static Stream<Arguments> headers() {
    return Stream.of(
        refused("header = *** is not a header: write it like Name: value", "header", "s3cret"),
        refused(
            "header = *** has a header name that HTTP does not allow: use letters, digits and"
                + " !#$%&'*+-.^_`|~ alone",
            "header", "X Tenant: s3cret"),
        refused(
            "header = X-Tenant: *** holds a character that no header may carry: printable ASCII,"
                + " spaces and tabs are accepted",
            "header",
            "X-Tenant: s3cret\r\nHost: evil"),
        refused(
            "header = Content-Type: *** is not yours to set: the appender sends Content-Type as it"
                + " needs it; remove it",
            "header",
            "Content-Type: text/plain"));
  }

  static Stream<Arguments> connections() {
    return Stream.of(
        refused(
            "redact = [0-9 is not a regular expression: unclosed character class near character 5;"
                + " write it like (?i)password=[^ ]+",
            "redact",
            "[0-9"),
        refused(
            "tls.trustStore and tls.caFile are both set: keep one of the two",
            "tls.trustStore",
            "/etc/trust.p12",
            "tls.caFile",
            "/etc/ca.pem"),
        refused(
            "tls.keyStore and tls.keyFile are both set: keep one of the two",
            "tls.keyStore",
            "/etc/key.p12",
            "tls.keyFile",
            "/etc/client.key"),
        refused(
            "tls.keyStore is set without tls.keyStorePassword: they work together; set both, or"
                + " remove the first",
            "tls.keyStore",
            "/etc/key.p12"),
        refused(
            "tls.trustStorePassword is set without tls.trustStore: they work together; set both,"
                + " or remove the first",
            "tls.trustStorePassword",
            "pa55word"),
        refused(
            "tls.certificateFile is set without tls.keyFile: they work together; set both, or"
                + " remove the first",
            "tls.certificateFile",
            "/etc/client.pem"),
        refused(
            "proxy.host is set without proxy.port: they work together; set both, or remove the"
                + " first",
            "proxy.host",
            "proxy.example.com"),
        refused(
            "proxy.password is set without proxy.username: they work together; set both, or remove"
                + " the first",
            "proxy.password",
            "pa55word"),
        refused(
            "proxy.host = http://proxy.example.com is not the name of a host: write it like"
                + " proxy.example.com; the port goes into proxy.port",
            "proxy.host",
            "http://proxy.example.com"),
        refused(
            "proxy.host = ***@proxy.example.com is not the name of a host: write it like"
                + " proxy.example.com; the port goes into proxy.port",
            "proxy.host",
            "shipper:pa55word@proxy.example.com"));
  }

  static Stream<Arguments> credentials() {
    return Stream.of(
        refused(
            "auth.bearerToken and auth.apiKey are both set: exactly one kind of credential is"
                + " accepted; remove one",
            "auth.apiKey",
            "k3y",
            "auth.bearerToken",
            "t0ken"),
        refused(
            "auth.username is set without auth.password: they work together; set both, or remove"
                + " the first",
            "auth.username",
            "shipper"),
        refused(
            "auth.password is set without auth.username: they work together; set both, or remove"
                + " the first",
            "auth.password",
            "pa55word"),
        refused(
            "auth.apiKeyHeader is set without auth.apiKey: they work together; set both, or remove"
                + " the first",
            "auth.apiKeyHeader",
            "X-Ingest-Key"),
        refused(
            "auth.apiKeyHeader = Host is not yours to set: the appender sends Host as it needs it;"
                + " remove it",
            "auth.apiKey",
            "k3y",
            "auth.apiKeyHeader",
            "Host"),
        refused(
            "auth.bearerToken = *** holds a space: write the token alone, without the word Bearer",
            "auth.bearerToken",
            "Bearer t0ken"),
        refused(
            "auth.bearerToken = *** holds a character that no header may carry: printable ASCII,"
                + " spaces and tabs are accepted",
            "auth.bearerToken",
            "t0k€n"),
        refused(
            "auth.username = *** holds a colon: in HTTP Basic authentication a colon ends the user"
                + " name",
            "auth.username",
            "shipper:pa55word",
            "auth.password",
            "pa55word"),
        refused(
            "auth.tokenFile and auth.oauth2.tokenUrl are both set: exactly one kind of credential is"
                + " accepted; remove one",
            "auth.tokenFile",
            "/run/token",
            "auth.oauth2.tokenUrl",
            "https://login.example.com/token"),
        refused(
            "auth.bearerToken and auth.oauth2.scope are both set: exactly one kind of credential is"
                + " accepted; remove one",
            "auth.oauth2.scope",
            "logs",
            "auth.bearerToken",
            "t0ken"),
        refused(
            "auth.credentialsFile and auth.provider are both set: exactly one kind of credential is"
                + " accepted; remove one",
            "auth.provider",
            "com.example.Tokens",
            "auth.credentialsFile",
            "/home/app/credentials"),
        refused(
            "auth.oauth2.clientId is set without auth.oauth2.tokenUrl: they work together; set"
                + " both, or remove the first",
            "auth.oauth2.clientId",
            "shipper"),
        refused(
            "auth.oauth2.tokenUrl is set without auth.oauth2.clientId: they work together; set"
                + " both, or remove the first",
            "auth.oauth2.tokenUrl",
            "https://login.example.com/token"),
        refused(
            "auth.oauth2.tokenUrl is set without a secret: set auth.oauth2.clientSecret or"
                + " auth.oauth2.clientSecretFile",
            "auth.oauth2.tokenUrl",
            "https://login.example.com/token",
            "auth.oauth2.clientId",
            "shipper"),
        refused(
            "auth.oauth2.clientSecret and auth.oauth2.clientSecretFile are both set: keep one of"
                + " the two",
            "auth.oauth2.tokenUrl",
            "https://login.example.com/token",
            "auth.oauth2.clientId",
            "shipper",
            "auth.oauth2.clientSecret",
            "s3cret",
            "auth.oauth2.clientSecretFile",
            "/run/secret"),
        refused(
            "auth.oauth2.tokenUrl = http://login.example.com/token would send the client's secret"
                + " unencrypted to another host: credentials need https://, even with"
                + " allowInsecure",
            "allowInsecure",
            "true",
            "auth.oauth2.tokenUrl",
            "http://login.example.com/token"),
        refused(
            "auth.oauth2.tokenUrl = https://***@login.example.com/token holds a user name or a"
                + " password: URLs end up in logs; use auth.oauth2.clientId and"
                + " auth.oauth2.clientSecret",
            "auth.oauth2.tokenUrl",
            "https://shipper:s3cret@login.example.com/token"),
        refused(
            "header = Authorization: *** and auth.tokenFile are both set: both fill the header"
                + " Authorization; remove one",
            "header",
            "Authorization: Bearer other",
            "auth.tokenFile",
            "/run/token"),
        refused(
            "auth.provider = com.example. is not the name of a class: write it like"
                + " com.example.VaultTokens",
            "auth.provider",
            "com.example."),
        refused(
            "header = Authorization: *** and auth.bearerToken are both set: both fill the header"
                + " Authorization; remove one",
            "header",
            "authorization: Bearer other",
            "auth.bearerToken",
            "t0ken"));
  }

  static Stream<Arguments> notAvailable() {
    return Stream.of(
        refused(
            "spool.directory = /var/spool/x is not available yet in this version: it is the"
                + " directory that keeps events over a crash and a long outage; remove it",
            "spool.directory",
            "/var/spool/x"));
  }

  static Stream<Arguments> whatAFormatHasNoPlaceFor() {
    return Stream.of(
        refused(
            "index = logs-app has no place in the format json: it is the index or data stream of"
                + " elasticsearch, or the index of splunk; remove it, or choose another format",
            "index",
            "logs-app"),
        refused(
            "label = team=checkout has no place in the format json: it is a stream label of loki;"
                + " remove it, or choose another format",
            "label",
            "team=checkout"),
        refused(
            "option = a=b has no place in the format ndjson: that format has no options; remove it",
            "format",
            "ndjson",
            "option",
            "a=b"),
        refused(
            "option = sauce=b is no option of the format sketch: its options are kind, source",
            "format",
            "sketch",
            "option",
            "sauce=b"),
        refused(
            "option = kind=b is the second option of that name: keep one",
            "format",
            "sketch",
            "option",
            "kind=a",
            "option",
            "kind=b"),
        refused(
            "label = a=2 is the second label of that name: keep one",
            "format",
            "sketch",
            "label",
            "a=1",
            "label",
            "a=2"),
        refused(
            "index = a/b is not the name of an index: letters, digits and . _ - + are accepted,"
                + " with neither _ nor - in front",
            "format",
            "sketch",
            "index",
            "a/b"));
  }

  static Stream<Arguments> aboveTheLimitOfTheFormat() {
    return Stream.of(
        refused(
            "batch.maxEvents = 801 is above the 800 that format = sketch takes in a request: the"
                + " endpoint would refuse the batch; lower the first or choose another format",
            "format",
            "sketch",
            "batch.maxEvents",
            "801"),
        refused(
            "batch.maxBytes = 601KB is above the 600KB that format = sketch takes in a request: the"
                + " endpoint would refuse the batch; lower the first or choose another format",
            "format",
            "sketch",
            "batch.maxBytes",
            "601KB"),
        refused(
            "maxEventBytes = 201KB is above the 200KB that format = sketch takes of one event: the"
                + " endpoint would cut or refuse it; lower the first or choose another format",
            "format",
            "sketch",
            "maxEventBytes",
            "201KB"),
        refused(
            "retry.maxEventAge = 121s is longer than the 2m that format = sketch takes of an"
                + " event's age: the endpoint would refuse older ones; lower the first or choose"
                + " another format",
            "format",
            "sketch",
            "retry.maxEventAge",
            "121s"),
        refused(
            "the 2m that format = sketch takes of an event's age is shorter than"
                + " delivery.requestTimeout = 121s: no attempt could finish; choose another format"
                + " or lower the second",
            "format",
            "sketch",
            "delivery.requestTimeout",
            "121s"),
        refused(
            "the 2m that format = sketch takes of an event's age is shorter than batch.linger = 1s"
                + " and delivery.requestTimeout = 2m together: an event could expire before its"
                + " first attempt is over; choose another format or lower the others",
            "format",
            "sketch",
            "delivery.requestTimeout",
            "2m"));
  }

  /** With an endpoint that is in order. */
  private static Arguments refused(String message, String... typed) {
    String[] all = new String[typed.length + 2];
    all[0] = "endpoint";
    all[1] = ENDPOINT;
    System.arraycopy(typed, 0, all, 2, typed.length);
    return arguments(message, all);
  }

  private static Arguments endpoint(String message, String url) {
    return arguments(message, new String[] {"endpoint", url});
  }
}
