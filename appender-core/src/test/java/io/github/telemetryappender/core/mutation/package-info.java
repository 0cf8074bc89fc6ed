/** Whether tests notice when the production code is changed, as PIT has tried it out. */
package io.github.telemetryappender.core.mutation;
