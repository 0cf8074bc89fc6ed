package io.github.telemetryappender.core.metrics;

import javax.management.InstanceAlreadyExistsException;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/** A bean's place in an MBean server, until it is closed. */
public final class JmxRegistration implements AutoCloseable {

  /** A name that is taken this often is somebody's mistake. */
  private static final int MAX_NAMESAKES = 100;

  private static final String PREFIX = "io.github.telemetryappender:type=TelemetryAppender";

  private final MBeanServer server;
  private final ObjectName name;

  private JmxRegistration(MBeanServer server, ObjectName name) {
    this.server = server;
    this.name = name;
  }

  /**
   * Registers the bean under the context's and the appender's names, whatever is in them. Where
   * they are taken, the appender is called {@code <appender>#2} and so on.
   *
   * @throws JMException where the server refuses it, or all these names are taken
   */
  public static JmxRegistration of(
      MBeanServer server, String context, String appender, AppenderBean bean) throws JMException {
    for (int number = 1; ; number++) {
      ObjectName name = name(context, number == 1 ? appender : appender + "#" + number);
      try {
        return new JmxRegistration(server, server.registerMBean(bean, name).getObjectName());
      } catch (InstanceAlreadyExistsException taken) {
        if (number == MAX_NAMESAKES) {
          throw taken;
        }
      }
    }
  }

  private static ObjectName name(String context, String appender) throws JMException {
    return new ObjectName(
        PREFIX + ",context=" + ObjectName.quote(context) + ",name=" + ObjectName.quote(appender));
  }

  /** As it is registered. */
  public ObjectName name() {
    return name;
  }

  /**
   * Takes the bean off.
   *
   * @throws JMException where the server refuses that
   */
  @Override
  public void close() throws JMException {
    try {
      server.unregisterMBean(name);
    } catch (InstanceNotFoundException alreadyGone) {
      // Somebody else took it off: it is gone, which is what was wanted.
    }
  }
}
