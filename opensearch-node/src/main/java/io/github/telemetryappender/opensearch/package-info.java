/** A real OpenSearch node, in a JVM of its own beside the integration tests. */
package io.github.telemetryappender.opensearch;
