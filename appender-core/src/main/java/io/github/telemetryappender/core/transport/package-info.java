/**
 * Carries one request to the endpoint and its answer back. The only home of OkHttp, on OkHttp's
 * threads.
 */
@org.jspecify.annotations.NullMarked
package io.github.telemetryappender.core.transport;
