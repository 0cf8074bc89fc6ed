package io.github.telemetryappender.demo;

/** The two applications of the demonstration. */
enum ApplicationKind {
  LOGBACK("demo-logback", LogbackApplication.class, "logback.xml", "logback.configurationFile"),
  LOG4J2("demo-log4j2", Log4j2Application.class, "log4j2.xml", "log4j2.configurationFile");

  private final String serviceName;
  private final Class<?> mainClass;
  private final String configuration;
  private final String configurationProperty;

  ApplicationKind(
      String serviceName, Class<?> mainClass, String configuration, String configurationProperty) {
    this.serviceName = serviceName;
    this.mainClass = mainClass;
    this.configuration = configuration;
    this.configurationProperty = configurationProperty;
  }

  /** How the application is called in its configuration, its events and the table. */
  String serviceName() {
    return serviceName;
  }

  Class<?> mainClass() {
    return mainClass;
  }

  /** The resource that configures it, found by the framework itself. */
  String configuration() {
    return configuration;
  }

  /** The system property by which the framework takes another file instead. */
  String configurationProperty() {
    return configurationProperty;
  }
}
