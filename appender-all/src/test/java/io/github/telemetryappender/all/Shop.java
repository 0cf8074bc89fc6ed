package io.github.telemetryappender.all;

import java.io.IOException;
import okhttp3.OkHttp;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okio.Buffer;
import org.apache.logging.log4j.LogManager;
import org.slf4j.LoggerFactory;

/**
 * An application with an HTTP client of its own. The main class of a JVM whose class path has
 * another OkHttp, Okio and Kotlin than the one that the appender was made with.
 */
final class Shop {

  private Shop() {}

  /** Arguments: {@code logback} or {@code log4j2}, and a URL to get. Prints what it used. */
  public static void main(String[] arguments) throws IOException {
    String order = new Buffer().writeUtf8("order 17").readUtf8();
    Request request = new Request.Builder().url(arguments[1]).build();
    OkHttpClient client = new OkHttpClient();
    try (Response response = client.newCall(request).execute()) {
      log(arguments[0], order + " got " + response.code());
    }
    System.out.println("okhttp " + OkHttp.VERSION + " kotlin " + kotlin.KotlinVersion.CURRENT);
    client.dispatcher().executorService().shutdown();
    client.connectionPool().evictAll();
  }

  private static void log(String framework, String message) {
    if (framework.equals("logback")) {
      LoggerFactory.getLogger(Shop.class).error(message, new IllegalStateException("sold out"));
      ((ch.qos.logback.classic.LoggerContext) LoggerFactory.getILoggerFactory()).stop();
    } else {
      LogManager.getLogger(Shop.class).error(message, new IllegalStateException("sold out"));
      LogManager.shutdown();
    }
  }
}
