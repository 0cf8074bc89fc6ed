/**
 * Stories about the appender inside a real framework, configured by real XML, against a real HTTP
 * server. Each story runs once per {@link Framework}; both keep the same contract.
 */
package io.github.telemetryappender.it;
