/**
 * As whom requests are made: credentials and their single-flight refresh. State on the delivery
 * thread; whatever can block runs behind an asynchronous port.
 */
@org.jspecify.annotations.NullMarked
package io.github.telemetryappender.core.auth;
