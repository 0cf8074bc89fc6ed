/**
 * The appenders under other versions of the frameworks than the one they were built with, under
 * another JDK, and beside another appender's plugins: each in a JVM of its own, with a class path
 * that Maven has put together in {@code target/classpaths}.
 */
package io.github.telemetryappender.it.versions;
