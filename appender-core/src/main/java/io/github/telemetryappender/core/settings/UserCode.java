package io.github.telemetryappender.core.settings;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** Classes of the application's that settings name: how they are made, and what they throw. */
public final class UserCode {

  private static final int MAX_CAUSES = 3;

  private UserCode() {}

  /**
   * Constructs an object of the class on the calling thread. The class is looked up in that
   * thread's context class loader, then in the appender's own.
   *
   * @param setting the name of the setting that names the class
   * @param type what the class has to implement
   * @throws SettingsException naming the setting, the class and what is wrong with it
   */
  public static <T> T construct(String setting, String className, Class<T> type) {
    Wanted<T> wanted = new Wanted<>(setting, className, type);
    Class<?> found = wanted.find();
    if (!type.isAssignableFrom(found)) {
      throw wanted.refusal(wanted.notOfThatType(found));
    }
    if (Modifier.isAbstract(found.getModifiers())) {
      throw wanted.refusal("is abstract: name a class that can be constructed");
    }
    return wanted.construct(found.asSubclass(type));
  }

  /**
   * Describes what user code threw without showing what it may know: types and a place, no
   * messages. {@code java.io.IOException (caused by java.net.ConnectException) at
   * com.acme.Tokens:42}.
   */
  public static String describe(@Nullable Throwable failure) {
    if (failure == null) {
      return "an unknown failure";
    }
    String type = failure.getClass().getName();
    try {
      return type + causes(failure) + place(failure.getStackTrace());
    } catch (RuntimeException brokenException) {
      // Its methods can be overridden, and what they throw must not reach the delivery thread.
      return type;
    }
  }

  private static String causes(Throwable failure) {
    StringJoiner types = new StringJoiner(", by ", " (caused by ", ")").setEmptyValue("");
    Throwable cause = failure.getCause();
    for (int i = 0; i < MAX_CAUSES && cause != null; i++) {
      types.add(cause.getClass().getName());
      cause = cause.getCause();
    }
    return types.toString();
  }

  /** The innermost frame outside the JDK: that is where the application can do something. */
  private static String place(StackTraceElement[] trace) {
    for (StackTraceElement frame : trace) {
      if (!frame.getClassName().matches("(java|javax|jdk|sun|com\\.sun)\\..*")) {
        return " at " + frame.getClassName() + ":" + frame.getLineNumber();
      }
    }
    return "";
  }

  /** A class that was asked for. */
  private record Wanted<T>(String setting, String className, Class<T> type) {

    Class<?> find() {
      Class<?> found = findIn(Thread.currentThread().getContextClassLoader());
      if (found == null) {
        found = findIn(UserCode.class.getClassLoader());
      }
      if (found == null) {
        throw refusal(
            "was not found: give the binary name of a class on the class path"
                + " (com.acme.Tokens, com.acme.Tokens$Cloud)");
      }
      return found;
    }

    /**
     * Null where this loader does not know the class; it is initialized on construction only.
     *
     * @param loader null for that of the JVM itself
     */
    private @Nullable Class<?> findIn(@Nullable ClassLoader loader) {
      try {
        return Class.forName(className, false, loader);
      } catch (ClassNotFoundException unknownHere) {
        return null;
      } catch (LinkageError broken) {
        throw refusal("cannot be loaded: " + broken);
      }
    }

    String notOfThatType(Class<?> found) {
      // The same interface from two class loaders is the trap of containers with a parent class
      // path.
      for (Class<?> implemented : found.getInterfaces()) {
        if (implemented.getName().equals(type.getName())) {
          return "implements "
              + type.getName()
              + " of another class loader: have the appender on one class path only";
        }
      }
      return "does not implement " + type.getName();
    }

    T construct(Class<? extends T> found) {
      try {
        return publicConstructor(found).newInstance();
      } catch (InvocationTargetException e) {
        throw refusal("failed in its constructor with " + describe(e.getCause()));
      } catch (ReflectiveOperationException | LinkageError e) {
        throw refusal("cannot be constructed: " + describe(e));
      }
    }

    private <C> Constructor<C> publicConstructor(Class<C> found)
        throws ReflectiveOperationException {
      if (!Modifier.isPublic(found.getModifiers())) {
        throw refusal("is not public: make it so");
      }
      try {
        return found.getConstructor();
      } catch (NoSuchMethodException e) {
        throw refusal("has no public constructor without parameters: add one");
      }
    }

    /** Without a cause: the status channel would print its messages, and they may hold a secret. */
    SettingsException refusal(String flaw) {
      return new SettingsException(setting + " = " + className + " " + flaw);
    }
  }
}
