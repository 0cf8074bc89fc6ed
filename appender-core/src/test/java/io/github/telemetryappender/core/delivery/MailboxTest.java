package io.github.telemetryappender.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.telemetryappender.core.time.Parker;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class MailboxTest {

  private int unparks;
  private final Mailbox mailbox =
      new Mailbox(
          new Parker() {
            @Override
            public void park(long nanos) {}

            @Override
            public void unpark() {
              unparks++;
            }
          });

  @Test
  void lettersAreReadInTheOrderOfPosting() {
    List<Integer> read = new ArrayList<>();
    mailbox.accept(() -> read.add(1));
    mailbox.accept(() -> read.add(2));
    mailbox.accept(() -> read.add(3));
    assertThat(mailbox.doWork()).isTrue();
    assertThat(read).containsExactly(1, 2, 3);
    assertThat(unparks).isEqualTo(3);
  }

  @Test
  void aLetterThatThrowsDoesNotTakeOthersWithIt() {
    List<Integer> read = new ArrayList<>();
    mailbox.accept(() -> read.add(1));
    mailbox.accept(
        () -> {
          throw new IllegalStateException("broken");
        });
    mailbox.accept(() -> read.add(3));
    assertThatThrownBy(mailbox::doWork).hasMessage("broken");
    mailbox.doWork();
    assertThat(read).containsExactly(1, 3);
  }

  @Test
  void aPreparedLetterIsReadOnceItIsPosted() {
    List<Integer> read = new ArrayList<>();
    Mailbox.Letter letter = mailbox.prepare(() -> read.add(2));
    mailbox.accept(() -> read.add(1));
    assertThat(unparks).isEqualTo(1);
    mailbox.post(letter);
    mailbox.doWork();
    assertThat(read).containsExactly(1, 2);
    assertThat(unparks).isEqualTo(2);
  }

  @Test
  void anEmptyMailboxSaysSo() {
    assertThat(mailbox.doWork()).isFalse();
  }

  @Test
  void nothingIsLostUnderManyPosters() throws InterruptedException {
    int perThread = 20_000;
    long[] read = new long[1];
    CountDownLatch done = new CountDownLatch(4);
    for (int t = 0; t < 4; t++) {
      new Thread(
              () -> {
                for (int i = 0; i < perThread; i++) {
                  mailbox.accept(() -> read[0]++);
                }
                done.countDown();
              })
          .start();
    }
    while (done.getCount() > 0) {
      mailbox.doWork();
    }
    mailbox.doWork();
    assertThat(read[0]).isEqualTo(4L * perThread);
  }
}
