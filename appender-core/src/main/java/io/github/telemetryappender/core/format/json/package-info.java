/** Flat JSON objects with ECS names, as one array or one a line. Pure functions, on any thread. */
@org.jspecify.annotations.NullMarked
package io.github.telemetryappender.core.format.json;
