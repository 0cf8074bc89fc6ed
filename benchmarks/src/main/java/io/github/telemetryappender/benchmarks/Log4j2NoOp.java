package io.github.telemetryappender.benchmarks;

import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.Core;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;
import org.apache.logging.log4j.core.config.plugins.Plugin;
import org.apache.logging.log4j.core.config.plugins.PluginAttribute;
import org.apache.logging.log4j.core.config.plugins.PluginFactory;

/** The floor on Log4j2: takes events on the caller's thread and does nothing with them. */
@Plugin(name = "NoOp", category = Core.CATEGORY_NAME, elementType = Appender.ELEMENT_TYPE)
public final class Log4j2NoOp extends AbstractAppender {

  private Log4j2NoOp(String name) {
    super(name, null, null, true, Property.EMPTY_ARRAY);
  }

  /** Called by Log4j2. */
  @PluginFactory
  public static Log4j2NoOp create(@PluginAttribute("name") String name) {
    return new Log4j2NoOp(name);
  }

  @Override
  public void append(LogEvent event) {}
}
