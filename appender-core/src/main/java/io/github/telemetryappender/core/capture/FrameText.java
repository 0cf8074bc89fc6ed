package io.github.telemetryappender.core.capture;

import org.jspecify.annotations.Nullable;

/**
 * Writes a stack frame as {@link StackTraceElement#toString()} does, without building a string.
 * What it cannot see (whether a class loader is a built-in one, whether a module is the JDK's own)
 * it tells by the names. One thread.
 */
final class FrameText {

  private final RecordBuffer out;

  FrameText(RecordBuffer out) {
    this.out = out;
  }

  void append(@Nullable StackTraceElement frame) {
    if (frame == null) {
      out.append("null");
      return;
    }
    appendModule(frame);
    out.appendConstant(frame.getClassName());
    out.appendAscii('.');
    out.appendConstant(frame.getMethodName());
    out.appendAscii('(');
    appendPlace(frame);
    out.appendAscii(')');
  }

  private void appendModule(StackTraceElement frame) {
    String loader = frame.getClassLoaderName();
    String module = frame.getModuleName();
    boolean showsLoader = loader != null && !loader.isEmpty() && !isBuiltIn(loader);
    boolean showsModule = module != null && !module.isEmpty();
    if (showsLoader) {
      out.appendConstant(loader);
      out.appendAscii('/');
    }
    if (showsModule) {
      out.appendConstant(module);
      appendVersion(module, frame.getModuleVersion());
    }
    if (showsLoader || showsModule) {
      out.appendAscii('/');
    }
  }

  private void appendVersion(String module, @Nullable String version) {
    if (version != null && !version.isEmpty() && !isOfTheJdk(module)) {
      out.appendAscii('@');
      out.appendConstant(version);
    }
  }

  private static boolean isBuiltIn(String loader) {
    return loader.equals("app") || loader.equals("platform");
  }

  private static boolean isOfTheJdk(String module) {
    return module.startsWith("java.") || module.startsWith("jdk.");
  }

  private void appendPlace(StackTraceElement frame) {
    String file = frame.getFileName();
    if (frame.isNativeMethod()) {
      out.append("Native Method");
    } else if (file == null) {
      out.append("Unknown Source");
    } else {
      out.appendConstant(file);
      if (frame.getLineNumber() >= 0) {
        out.appendAscii(':');
        out.append(frame.getLineNumber());
      }
    }
  }
}
