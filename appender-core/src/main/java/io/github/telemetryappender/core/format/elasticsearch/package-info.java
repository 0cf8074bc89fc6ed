/**
 * The payload of Elasticsearch's and OpenSearch's bulk endpoint. What enters is records, what
 * leaves is the body of a request. Rendering threads.
 */
@NullMarked
package io.github.telemetryappender.core.format.elasticsearch;

import org.jspecify.annotations.NullMarked;
