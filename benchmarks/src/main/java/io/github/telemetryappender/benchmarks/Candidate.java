package io.github.telemetryappender.benchmarks;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** An appender that is measured. */
enum Candidate {
  LOGBACK_NO_OP(Framework.LOGBACK, "no-op", ""),
  LOGBACK_OURS(Framework.LOGBACK, "ours", ""),
  LOGBACK_OURS_OTLP(Framework.LOGBACK, "ours, otlp", ""),
  LOGBACK_OTEL(Framework.LOGBACK, "OpenTelemetry", "opentelemetry"),
  LOGBACK_LOKI4J(Framework.LOGBACK, "loki4j", "loki-logback"),
  LOG4J2_NO_OP(Framework.LOG4J2, "no-op", ""),
  LOG4J2_OURS(Framework.LOG4J2, "ours", ""),
  LOG4J2_OTEL(Framework.LOG4J2, "OpenTelemetry", "opentelemetry"),
  LOG4J2_TJAHZI(Framework.LOG4J2, "tjahzi", "tjahzi"),
  LOG4J2_HTTP(Framework.LOG4J2, "HttpAppender", "");

  /** Jars that would change how the others log, by what their paths contain. */
  private static final List<String> JARS_OF_PEERS =
      List.of("opentelemetry", "loki-logback", "tjahzi");

  private final Framework framework;
  private final String title;
  private final String jars;

  Candidate(Framework framework, String title, String jars) {
    this.framework = framework;
    this.title = title;
    this.jars = jars;
  }

  Framework framework() {
    return framework;
  }

  String title() {
    return title;
  }

  boolean isOurs() {
    return title.startsWith("ours");
  }

  boolean isFloor() {
    return title.equals("no-op");
  }

  /** Whether what it has not sent yet keeps the machine busy while others are measured. */
  boolean isBusyInOthersTurns() {
    return this == LOG4J2_HTTP;
  }

  boolean isPeer() {
    return !isOurs() && !isFloor();
  }

  static Stream<Candidate> of(Framework framework) {
    return Stream.of(values()).filter(candidate -> candidate.framework == framework);
  }

  /** The class path without what belongs to other candidates: plugins are global, agents meddle. */
  String classPath(String all) {
    return Pattern.compile(Pattern.quote(java.io.File.pathSeparator))
        .splitAsStream(all)
        .filter(jar -> framework == Framework.LOGBACK || !jar.contains("logback-c"))
        .filter(jar -> JARS_OF_PEERS.stream().allMatch(p -> p.equals(jars) || !jar.contains(p)))
        .collect(Collectors.joining(java.io.File.pathSeparator));
  }

  /** The framework's configuration. */
  String xml(String url, Tuning tuning) {
    return switch (framework) {
      case LOGBACK -> logback(appender(url, tuning));
      case LOG4J2 -> log4j2(appender(url, tuning));
    };
  }

  private static String logback(String appender) {
    return "<configuration>"
        + appender
        + "<root level=\"INFO\"><appender-ref ref=\"it\"/></root></configuration>";
  }

  private static String log4j2(String appender) {
    return "<Configuration status=\"WARN\"><Appenders>"
        + appender
        + "</Appenders><Loggers><Root level=\"INFO\"><AppenderRef ref=\"it\"/></Root></Loggers>"
        + "</Configuration>";
  }

  private String appender(String url, Tuning tuning) {
    return switch (this) {
      case LOGBACK_NO_OP -> "<appender name=\"it\" class=\"" + LogbackNoOp.class.getName() + "\"/>";
      case LOG4J2_NO_OP -> "<NoOp name=\"it\"/>";
      case LOGBACK_OURS, LOGBACK_OURS_OTLP ->
          """
          <appender name="it" class="io.github.telemetryappender.logback.TelemetryAppender">
            <endpoint>%s/ingest</endpoint><format>%s</format><compression>%s</compression>
            %s
            <shutdownTimeout>30s</shutdownTimeout>
          </appender>
          """
              .formatted(url, format(), tuning.compression(), tuning.ours().elements(framework));
      case LOG4J2_OURS ->
          """
          <Telemetry name="it" endpoint="%s/ingest" format="%s" compression="%s"
              shutdownTimeout="30s">
            %s
          </Telemetry>
          """
              .formatted(url, format(), tuning.compression(), tuning.ours().elements(framework));
      case LOGBACK_OTEL ->
          """
          <appender name="it"
              class="io.opentelemetry.instrumentation.logback.appender.v1_0.OpenTelemetryAppender">
            <captureMdcAttributes>*</captureMdcAttributes>
            <captureExperimentalAttributes>true</captureExperimentalAttributes>
          </appender>
          """;
      case LOG4J2_OTEL ->
          "<OpenTelemetry name=\"it\" captureContextDataAttributes=\"*\""
              + " captureExperimentalAttributes=\"true\"/>";
      case LOGBACK_LOKI4J ->
          """
          <appender name="it" class="com.github.loki4j.logback.Loki4jAppender">
            <http><url>%s/loki/api/v1/push</url></http>
            <batch><maxItems>%d</maxItems><maxBytes>4194304</maxBytes><timeoutMs>1000</timeoutMs>
            <sendQueueMaxBytes>268435456</sendQueueMaxBytes></batch>
            <message><pattern>%%msg %%ex</pattern></message>
          </appender>
          """
              .formatted(url, tuning.batchEvents());
      case LOG4J2_TJAHZI ->
          """
          <Loki name="it" bufferSizeMegabytes="128" batchSize="1048576" batchWait="1"
              maxRequestsInFlight="100">
            <url>%s/loki/api/v1/push</url>
            <PatternLayout pattern="%%p %%c [%%t] %%m %%X %%ex"/>
            <Label name="service_name" value="benchmarks"/>
          </Loki>
          """
              .formatted(url);
      case LOG4J2_HTTP ->
          """
          <Http name="http" url="%s/ingest">
            <PatternLayout>
              <Pattern>{"@timestamp":"%%d{ISO8601}","log.level":"%%p","log.logger":"%%c","message":"%%enc{%%m}{JSON}","mdc":"%%X","error":"%%enc{%%ex}{JSON}"}</Pattern>
            </PatternLayout>
          </Http>
          <Async name="it" bufferSize="%d" blocking="false" shutdownTimeout="100">
            <AppenderRef ref="http"/>
          </Async>
          """
              .formatted(url, Math.min(tuning.queuedEvents(), 150_000));
    };
  }

  private String format() {
    return this == LOGBACK_OURS_OTLP ? "otlp" : "json";
  }
}
