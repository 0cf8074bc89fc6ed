/**
 * A small application of Spring Boot, as a user of the appender would have it. Compiled with each
 * line of Spring Boot (the module {@code spring-boot}), run in a JVM of its own by the stories. It
 * knows nothing of the appender but its name in the configuration.
 */
package com.example.shop;
