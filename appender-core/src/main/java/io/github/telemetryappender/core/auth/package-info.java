/**
 * As whom requests are made: credentials and their single-flight refresh. Enters: what was
 * configured, tokens, and what the endpoint says of them. Leaves: the header of a request, and what
 * follows a 401 or 403. State on the delivery thread; whatever can block runs behind {@link
 * io.github.telemetryappender.core.auth.TokenSource}, on a daemon thread of its own.
 *
 * <p>For applications: {@link io.github.telemetryappender.core.auth.TokenProvider}, {@link
 * io.github.telemetryappender.core.auth.Token}, {@link
 * io.github.telemetryappender.core.auth.TerminalCredentialException}.
 */
@org.jspecify.annotations.NullMarked
package io.github.telemetryappender.core.auth;
