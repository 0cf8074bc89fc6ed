package io.github.telemetryappender.core.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.telemetryappender.core.settings.SettingsException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ProviderLoaderTest {

  private final ClassLoader contextBefore = Thread.currentThread().getContextClassLoader();

  @AfterEach
  void restoreContextLoader() {
    Thread.currentThread().setContextClassLoader(contextBefore);
  }

  @Test
  void aNestedClassIsFoundByItsBinaryName() {
    assertThat(ProviderLoader.load(Good.class.getName())).isInstanceOf(Good.class);
  }

  @Test
  void loadingDoesNotFetch() {
    // Its fetch throws an error, so that a call would not pass unnoticed.
    assertThat(ProviderLoader.load(NeverAsked.class.getName())).isInstanceOf(NeverAsked.class);
  }

  @Test
  void theContextClassLoaderGoesFirst() {
    ClassLoader application = new ChildFirstLoader(Good.class.getName());
    Thread.currentThread().setContextClassLoader(application);

    assertThat(ProviderLoader.load(Good.class.getName()).getClass().getClassLoader())
        .isSameAs(application);
  }

  @Test
  void ourOwnClassLoaderServesWhereTheContextOneDoesNotKnowTheClass() {
    Thread.currentThread().setContextClassLoader(ClassLoader.getPlatformClassLoader());

    assertThat(ProviderLoader.load(Good.class.getName())).isInstanceOf(Good.class);
  }

  @Test
  void ourOwnClassLoaderServesWhereThereIsNoContextOne() {
    Thread.currentThread().setContextClassLoader(null);

    assertThat(ProviderLoader.load(Good.class.getName())).isInstanceOf(Good.class);
  }

  @Test
  void anUnknownClassIsRefused() {
    assertRefused(
        "com.acme.Nowhere",
        "was not found: give the binary name of a class on the class path (com.acme.Tokens,"
            + " com.acme.Tokens$Cloud)");
  }

  @Test
  void aClassOfAnotherKindIsRefused() {
    assertRefused(
        "java.lang.String",
        "does not implement io.github.telemetryappender.core.auth.TokenProvider");
  }

  @Test
  void theInterfaceOfAnotherClassLoaderIsNamedAsTheTrapItIs() {
    Thread.currentThread()
        .setContextClassLoader(
            new ChildFirstLoader(Good.class.getName(), TokenProvider.class.getName()));

    assertRefused(
        Good.class.getName(),
        "implements io.github.telemetryappender.core.auth.TokenProvider of another class loader:"
            + " have the appender on one class path only");
  }

  @Test
  void anAbstractClassIsRefused() {
    assertRefused(Abstract.class.getName(), "is abstract: name a class that can be constructed");
  }

  @Test
  void theInterfaceItselfIsRefused() {
    assertRefused(
        TokenProvider.class.getName(), "is abstract: name a class that can be constructed");
  }

  @Test
  void aClassThatIsNotPublicIsRefused() {
    assertRefused(Hidden.class.getName(), "is not public: make it so");
  }

  @Test
  void aClassWithoutTheConstructorIsRefused() {
    assertRefused(
        Demanding.class.getName(), "has no public constructor without parameters: add one");
  }

  @Test
  void aConstructorThatFailsIsNamedByTypeAndPlace() {
    assertThatThrownBy(() -> ProviderLoader.load(Throwing.class.getName()))
        .isInstanceOf(SettingsException.class)
        .hasNoCause()
        .hasMessageMatching(
            "auth\\.provider = \\S+\\$Throwing failed in its constructor with"
                + " java\\.lang\\.IllegalStateException at \\S+\\$Throwing:\\d+");
  }

  @Test
  void aStaticInitializerThatFailsIsNamedLikewise() {
    assertThatThrownBy(() -> ProviderLoader.load(Uninitialized.class.getName()))
        .isInstanceOf(SettingsException.class)
        .hasNoCause()
        .hasMessageContaining("cannot be constructed: java.lang.ExceptionInInitializerError")
        .hasMessageNotContaining("s3cret");
  }

  private static void assertRefused(String className, String flaw) {
    assertThatThrownBy(() -> ProviderLoader.load(className))
        .isInstanceOf(SettingsException.class)
        .hasNoCause()
        .hasMessage("auth.provider = " + className + " " + flaw);
  }

  public static final class Good implements TokenProvider {
    @Override
    public Token fetch() {
      return Token.of("good");
    }
  }

  public static final class NeverAsked implements TokenProvider {
    @Override
    public Token fetch() {
      throw new AssertionError("asked at start");
    }
  }

  public abstract static class Abstract implements TokenProvider {
    public Abstract() {}
  }

  static final class Hidden implements TokenProvider {
    @Override
    public Token fetch() {
      return Token.of("hidden");
    }
  }

  public static final class Demanding implements TokenProvider {
    private final String value;

    public Demanding(String value) {
      this.value = value;
    }

    @Override
    public Token fetch() {
      return Token.of(value);
    }
  }

  public static final class Throwing implements TokenProvider {
    public Throwing() {
      throw new IllegalStateException("s3cret");
    }

    @Override
    public Token fetch() {
      return Token.of("never");
    }
  }

  public static final class Uninitialized implements TokenProvider {
    static final int LENGTH = lengthOf("s3cret");

    private static int lengthOf(String text) {
      if (!text.isEmpty()) {
        throw new IllegalStateException(text);
      }
      return 0;
    }

    @Override
    public Token fetch() {
      return Token.of("x".repeat(LENGTH));
    }
  }
}
