package io.github.telemetryappender.core.capture;

import java.lang.StackWalker.StackFrame;
import java.util.stream.Stream;

/** What the calling thread is in the midst of. */
@FunctionalInterface
interface CallStack {

  /** The captures on the calling thread's stack, the present one included. */
  long captures();

  /** Looks at the real stack, as far as the second outer capture. */
  static CallStack ofThread() {
    StackWalker walker = StackWalker.getInstance();
    CallStack stack = () -> walker.walk(CallStack::countCaptures);
    stack.captures(); // loads what it needs, far from the end of any stack
    return stack;
  }

  private static long countCaptures(Stream<StackFrame> frames) {
    return frames.filter(CallStack::isCapture).limit(ScratchPool.MAX_DEPTH + 1).count();
  }

  private static boolean isCapture(StackFrame frame) {
    return frame.getClassName().equals(EventCapture.class.getName())
        && frame.getMethodName().equals("capture");
  }
}
