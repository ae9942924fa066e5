package io.switchboard.entity.simulator;

import io.switchboard.core.session.Decision;
import io.switchboard.core.session.Decision.Answer;
import io.switchboard.core.session.Durable;
import io.switchboard.core.session.RejectCode;
import io.switchboard.core.session.Reply;
import io.switchboard.core.session.SessionEvent;
import io.switchboard.core.session.SessionState;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The control of {@link Control#ADOPTION_OFF}: where the core would believe a client's token, the
 * client is told instead that its batch is superseded.
 */
final class WithoutAdoption {
  private WithoutAdoption() {}

  static Decision of(Durable before, Decision made, Collection<Long> waiting) {
    if (!(before instanceof Durable.Reader reader)
        || made.events().stream().noneMatch(event -> isProvenByToken(reader, event))) {
      return made;
    }
    Reply refused =
        new Reply.Rejected(
            RejectCode.TOKEN_SUPERSEDED,
            "no adoption",
            Optional.empty(),
            OptionalLong.of(reader.ackedSeq() + 1));
    List<Answer> answers = waiting.stream().map(call -> new Answer(call, refused)).toList();
    return new Decision(SessionState.recovered(before), List.of(), List.of(), answers);
  }

  /** An owner's own first fact says where it stands; a token's says something else. */
  private static boolean isProvenByToken(Durable.Reader reader, SessionEvent event) {
    return event instanceof SessionEvent.Adopted adopted
        && !(adopted.positions().equals(reader.positions())
            || adopted.positions().equals(reader.positions().after(reader.open())));
  }
}
