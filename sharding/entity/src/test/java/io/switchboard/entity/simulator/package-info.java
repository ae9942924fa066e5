/**
 * A deterministic simulator that attacks sessions: one thread, one virtual clock, one dice from one
 * seed.
 *
 * <p>What decides is the real code: the core's state machine, the entity's effect runner, {@code
 * Acquisition}, {@code Checkpointing}, {@code ReaderFeed}. Around it everything is a model that may
 * fail: nodes that crash between any two steps, stand still and wake up with old knowledge; a
 * network that loses, delays and doubles calls; a journal that two owners write; a register whose
 * compare-and-set is applied later; Kafka's transactions with fences, time-outs and markers.
 * Clients mirror the protocol, and they and the {@link io.switchboard.entity.simulator.Oracle}
 * check the promises all the time. Then the faults end, and the client must get on. A third of the
 * writers are buffered: they write ahead of what is committed, and what their owners leave in the
 * spill store or in a node's folder must be published without any client.
 *
 * <p>A red seed prints the command that repeats it and the end of its trace. Long runs: {@code mvn
 * -pl sharding/entity -am test -Dtest=SimulatorTest#manySeeds
 * -Dsurefire.failIfNoSpecifiedTests=false -Dswitchboard.simulator.seeds=1000000}.
 *
 * <p>Two weaknesses are known, and left out of what must hold. Of two owners that live at once, one
 * that read an empty journal before the other allocated the session takes it for new, until it is
 * asked for something that it does not know. And a client that took a reader over has no token
 * before its first batch: if two owners write to the journal at that very moment and replay leaves
 * out one's rows, it may be refused, and has to take over again. Not modelled: snapshots, the
 * directory and expiry, several sessions of one lane, the actor and sharding themselves.
 */
package io.switchboard.entity.simulator;
