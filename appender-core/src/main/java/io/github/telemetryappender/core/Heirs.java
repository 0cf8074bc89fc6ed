package io.github.telemetryappender.core;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.telemetryappender.core.delivery.HandOver.Reception;
import io.github.telemetryappender.core.delivery.LeftDelivery;
import io.github.telemetryappender.core.time.Clock;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Who goes on with what a stopped pipeline could not deliver: one of the same key that runs already
 * (Log4j2 starts the new configuration before it stops the old one), or the next that starts
 * (Logback stops the old one first). Of the pipelines of one class loader it knows those that run;
 * across class loaders it has {@link WaitingRoom}. Thread-safe.
 */
final class Heirs {

  private static final Heirs OF_PROCESS =
      new Heirs(new WaitingRoom(System::getProperties, Clock.system()));

  private final WaitingRoom waitingRoom;
  private final Object lock = new Object();

  // Guarded by lock.
  private final List<Map.Entry<String, Consumer<List<LeftDelivery>>>> running = new ArrayList<>();

  Heirs(WaitingRoom waitingRoom) {
    this.waitingRoom = waitingRoom;
  }

  /** The one that pipelines share. */
  static Heirs ofProcess() {
    return OF_PROCESS;
  }

  /** By which a pipeline recognises the one it replaces; says nothing of what it is made of. */
  static String key(String context, String name, List<String> endpoint) {
    MessageDigest sha256 = newSha256();
    Stream.concat(Stream.of(context, name), endpoint.stream())
        .map(text -> text.strip().getBytes(UTF_8))
        .forEach(
            bytes -> {
              sha256.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
              sha256.update(bytes);
            });
    return HexFormat.of().formatHex(sha256.digest());
  }

  private static MessageDigest newSha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /**
   * A pipeline runs: it is given what waits for it, and what others of its key leave from now on.
   * It must only take note of what it is given: that happens under a lock.
   */
  void begin(String key, Consumer<List<LeftDelivery>> heir) {
    synchronized (lock) {
      running.add(Map.entry(key, heir));
      List<LeftDelivery> waiting = waitingRoom.fetch(key);
      if (!waiting.isEmpty()) {
        heir.accept(waiting);
      }
    }
  }

  /** A pipeline stops: it is given nothing from now on. */
  void end(Consumer<List<LeftDelivery>> heir) {
    synchronized (lock) {
      running.removeIf(entry -> entry.getValue() == heir);
    }
  }

  /**
   * Hands over what a stopped pipeline could not deliver. The lock keeps the one who is given it
   * from stopping, and another from starting unseen, in between.
   */
  Bequest leave(String key, List<LeftDelivery> left) {
    synchronized (lock) {
      for (int i = running.size() - 1; i >= 0; i--) { // the youngest first
        if (running.get(i).getKey().equals(key)) {
          running.get(i).getValue().accept(left);
          return new Bequest(Reception.TAKEN_OVER, null);
        }
      }
      return waitingRoom
          .leave(key, left)
          .map(stay -> new Bequest(Reception.WAITS, stay))
          .orElseGet(() -> new Bequest(Reception.REFUSED, null));
    }
  }

  /** Whether what was left has waited in vain. */
  boolean isOver(Bequest bequest) {
    return bequest.stay() != null && waitingRoom.isOver(bequest.stay());
  }

  /**
   * What was left, and to whom.
   *
   * @param stay how it waits; null where it does not
   */
  record Bequest(Reception reception, WaitingRoom.@Nullable Stay stay) {}
}
