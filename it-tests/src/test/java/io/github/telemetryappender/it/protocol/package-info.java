/**
 * The endpoints that the formats are written for, as their public descriptions say they behave:
 * each refuses what the real server refuses, says why, and tells what a reader of it would see of
 * an event. They are strict where a real server is lenient or silent (an event that it would cut
 * short, or take and not index), so that a test sees the fault.
 */
package io.github.telemetryappender.it.protocol;
