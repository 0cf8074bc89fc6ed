package io.github.telemetryappender.core.auth;

import io.github.telemetryappender.core.settings.SettingsException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import org.jspecify.annotations.Nullable;

/** Makes the application's {@link TokenProvider} from the name of its class. */
final class ProviderLoader {

  private ProviderLoader() {}

  /**
   * Constructs the provider on the calling thread; fetches nothing.
   *
   * @throws SettingsException naming {@code auth.provider}, the class and what is wrong with it
   */
  static TokenProvider load(String className) {
    Class<?> type = find(className);
    if (!TokenProvider.class.isAssignableFrom(type)) {
      throw refusal(className, notAProvider(type));
    }
    if (Modifier.isAbstract(type.getModifiers())) {
      throw refusal(className, "is abstract: name a class that can be constructed");
    }
    return construct(className, type.asSubclass(TokenProvider.class));
  }

  private static Class<?> find(String className) {
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    Class<?> type = findIn(context, className);
    if (type == null) {
      type = findIn(ownLoader(), className);
    }
    if (type == null) {
      throw refusal(
          className,
          "was not found: give the binary name of a class on the class path"
              + " (com.acme.Tokens, com.acme.Tokens$Cloud)");
    }
    return type;
  }

  private static ClassLoader ownLoader() {
    return ProviderLoader.class.getClassLoader();
  }

  /**
   * Null where this loader does not know the class; it is initialized on construction only.
   *
   * @param loader null for that of the JVM itself
   */
  private static @Nullable Class<?> findIn(@Nullable ClassLoader loader, String className) {
    try {
      return Class.forName(className, false, loader);
    } catch (ClassNotFoundException unknownHere) {
      return null;
    } catch (LinkageError broken) {
      throw refusal(className, "cannot be loaded: " + broken);
    }
  }

  private static String notAProvider(Class<?> type) {
    // The same interface from two class loaders is the trap of containers with a parent class path.
    for (Class<?> implemented : type.getInterfaces()) {
      if (implemented.getName().equals(TokenProvider.class.getName())) {
        return "implements "
            + TokenProvider.class.getName()
            + " of another class loader: have the appender on one class path only";
      }
    }
    return "does not implement " + TokenProvider.class.getName();
  }

  private static TokenProvider construct(String className, Class<? extends TokenProvider> type) {
    try {
      return publicConstructor(className, type).newInstance();
    } catch (InvocationTargetException e) {
      throw refusal(className, "failed in its constructor with " + Failures.describe(e.getCause()));
    } catch (ReflectiveOperationException | LinkageError e) {
      throw refusal(className, "cannot be constructed: " + Failures.describe(e));
    }
  }

  private static <T> Constructor<T> publicConstructor(String className, Class<T> type)
      throws ReflectiveOperationException {
    if (!Modifier.isPublic(type.getModifiers())) {
      throw refusal(className, "is not public: make it so");
    }
    try {
      return type.getConstructor();
    } catch (NoSuchMethodException e) {
      throw refusal(className, "has no public constructor without parameters: add one");
    }
  }

  /** Without a cause: the status channel would print its messages, and they may hold a secret. */
  private static SettingsException refusal(String className, String flaw) {
    return new SettingsException("auth.provider = " + className + " " + flaw);
  }
}
