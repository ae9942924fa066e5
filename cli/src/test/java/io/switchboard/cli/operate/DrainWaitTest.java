package io.switchboard.cli.operate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.switchboard.cli.CliException;
import io.switchboard.cli.ManagementClient.Listing;
import io.switchboard.cli.StopSignal;
import io.switchboard.cli.operate.DrainWait.Progress;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** How long a drain is waited for, and what is shown meanwhile. */
final class DrainWaitTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  private final List<Progress> shown = new ArrayList<>();

  private static Progress shards(long count) {
    return new Progress(true, OptionalLong.of(count));
  }

  private Progress wait(Duration within, Supplier<Progress> look) {
    return new DrainWait(look, shown::add, StopSignal.install()).until(within);
  }

  @Test
  void whatChangesIsShownUntilNoShardIsLeft() {
    Iterator<Progress> looks = List.of(shards(3), shards(3), shards(1), shards(0)).iterator();

    assertThat(wait(LONG, looks::next).isDone()).isTrue();
    assertThat(shown).containsExactly(shards(3), shards(1), shards(0));
  }

  @Test
  void aNodeThatHasLeftIsEmpty() {
    Progress gone = new Progress(false, OptionalLong.empty());

    assertThat(wait(LONG, List.of(shards(1), gone).iterator()::next)).isEqualTo(gone);
  }

  @Test
  void theWaitHasAnEnd() {
    assertThat(wait(Duration.ofMillis(1), () -> shards(2)).isDone()).isFalse();
  }

  @Test
  void aLookThatFailsIsNotTheEnd() {
    Iterator<Supplier<Progress>> looks =
        List.<Supplier<Progress>>of(
                () -> {
                  throw CliException.unreachable("away", "");
                },
                () -> shards(0))
            .iterator();

    assertThat(wait(LONG, () -> looks.next().get())).isEqualTo(shards(0));
  }

  @Test
  void whatIsUnknownIsNotTakenForEmpty() throws IOException {
    JsonNode node = new ObjectMapper().readTree("{\"address\":\"h:1\",\"shards\":0}");

    assertThat(Progress.of("h:1", new Listing(Optional.empty(), List.of(node), List.of())).isDone())
        .isTrue();
    assertThat(
            Progress.of("h:1", new Listing(Optional.empty(), List.of(node), List.of("h:1 is mute")))
                .isDone())
        .isFalse();
    assertThat(
            Progress.of("h:1", new Listing(Optional.empty(), List.of(node), List.of("g:1 is mute")))
                .isDone())
        .isTrue();
    assertThat(Progress.of("h:2", new Listing(Optional.empty(), List.of(node), List.of())).isDone())
        .isTrue();
  }
}
