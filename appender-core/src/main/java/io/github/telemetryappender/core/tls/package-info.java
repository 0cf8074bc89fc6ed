/**
 * Whom to trust and as whom to appear in TLS: certificates and keys from files. Enters: paths and
 * passwords. Leaves: what an HTTP client needs to make TLS connections, or one sentence why there
 * is none. It reads files, and so runs on threads that may block.
 */
@org.jspecify.annotations.NullMarked
package io.github.telemetryappender.core.tls;
