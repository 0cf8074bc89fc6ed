package io.github.telemetryappender.it;

/** Compares records with a component of their own class loader, when it is run. */
public final class LastRecord implements Runnable {

  private record Pair(LastRecord one, LastRecord other) {}

  @Override
  public void run() {
    if (!new Pair(this, this).equals(new Pair(this, this))) {
      throw new AssertionError("equal records are equal");
    }
  }
}
