/**
 * What Switchboard stores in the journal, in snapshots, and of spilled batches. Compact protocol, one union per record.
 *
 * This is not the domain and not the wire protocol: both may change without touching it. Rules of evolution
 * (docs/persistence.md gives the reasons):
 *
 *   - An id, once used, keeps its type and meaning for ever; what is no longer written stays here, marked so.
 *   - Fields of version 1 are `required`: a record without one is damaged, and must not be read as zero.
 *   - Every later field is `optional`, and its absence has a meaning that is written down beside it.
 *   - A new kind of record is a new field of the union; older nodes refuse it by its number.
 *   - Where none of this is enough, the serializer's manifest gets the next number.
 *   - Every change needs a new recording under src/test/resources/recorded; the old ones stay and must be readable.
 */
namespace java io.switchboard.persistence.stored

/** Frozen numbers. */
enum StoredRole {
  READER = 1
  WRITER = 2
}

/** Why a session ended. Frozen numbers. */
enum StoredReason {
  CLIENT = 1
  EXPIRED = 2
  OPERATOR = 3
  TOPIC_GONE = 4
}

/** An instant since 1970-01-01T00:00Z, or a duration. Exact, so that a recovered state equals the one before. */
struct StoredTime {
  1: required i64 seconds
  /** 0 to 999,999,999; absent: 0. */
  5: optional i32 nanos
}

/** A part of one partition. The length instead of the end, because it is small. */
struct StoredRange {
  1: required i32 partition
  2: required i64 fromOffset
  3: required i64 length
  4: required i32 events
}

/** Parallel lists, partitions ascending. */
struct StoredPositions {
  1: required list<i32> partitions
  2: required list<i64> offsets
}

struct StoredTopic {
  1: required string name
  /** Kafka's topic id, as Kafka prints it. */
  2: required string id
}

struct StoredSpec {
  1: required StoredRole role
  2: required StoredTopic topic
  3: required string subject
  4: required StoredPositions start
  5: required StoredTime idleTimeout
  6: required string clientName
  7: required string clientVersion
  /** 16 bytes. */
  8: required binary requestDigest
  9: required StoredTime allocatedAt
  /** Of a writer; unset: its acks follow the commit. */
  10: optional bool buffered
}

struct StoredAllocated {
  1: required i64 epoch
  2: required StoredSpec spec
}

struct StoredHolderRaised {
  1: required i64 epoch
  2: required i32 holder
}

/** The most frequent record by far: one for every batch that a reader gets. About 25 bytes for one range. */
struct StoredDelivered {
  1: required i64 epoch
  2: required i64 seq
  3: required list<StoredRange> ranges
}

struct StoredAcked {
  1: required i64 epoch
  2: required i64 seq
}

struct StoredAdopted {
  1: required i64 epoch
  2: required i64 seq
  3: required StoredPositions positions
}

struct StoredProgressed {
  1: required i64 epoch
  2: required i64 seq
}

/** Written when a session is put to rest, so about as often as it wakes up. */
struct StoredRested {
  1: required i64 epoch
  2: required StoredTime lastCallAt
}

struct StoredDisposed {
  1: required i64 epoch
  2: required StoredReason reason
  3: required StoredTime at
}

/** A journaled event; manifest sb-event-1. Ids up to 15 take one byte: keep them for what is frequent. */
union StoredEvent {
  1: StoredDelivered delivered
  2: StoredAcked acked
  3: StoredProgressed progressed
  4: StoredRested rested
  6: StoredAllocated allocated
  7: StoredHolderRaised holderRaised
  8: StoredAdopted adopted
  9: StoredDisposed disposed
}

/** No session of this id was ever allocated. */
struct StoredAbsent {
}

struct StoredReader {
  1: required StoredSpec spec
  2: required i64 epoch
  3: required i32 holder
  4: required StoredTime lastCallAt
  5: required i64 ackedSeq
  6: required StoredPositions positions
  /** Of batch ackedSeq + 1, delivered but not acknowledged; empty: there is none. */
  7: required list<StoredRange> open
}

struct StoredWriter {
  1: required StoredSpec spec
  2: required i64 epoch
  3: required i32 holder
  4: required StoredTime lastCallAt
  5: required i64 hintSeq
}

struct StoredEnded {
  1: required StoredSpec spec
  2: required i64 epoch
  3: required i32 holder
  4: required i64 lastSeq
  5: required StoredReason reason
  6: required StoredTime at
}

/** A session's durable state; manifest sb-snapshot-1. */
union StoredDurable {
  1: StoredReader reader
  2: StoredWriter writer
  3: StoredEnded ended
  6: StoredAbsent absent
}

struct StoredHeader {
  1: required string name
  /** Absent: null, as in Kafka. */
  2: optional binary value
}

/** An accepted event on its way to Kafka. */
struct StoredOutbound {
  /** Absent: null, as in Kafka. */
  1: optional binary key
  /** Absent: null, a tombstone. */
  2: optional binary value
  3: required list<StoredHeader> headers
  /** Absent: Kafka's partitioner decides. */
  4: optional i32 partition
  /** Absent: the time of publishing. */
  5: optional i64 timestampMs
}

struct StoredBatch {
  1: required list<StoredOutbound> events
  2: required i32 sizeBytes
  /** 16 bytes. */
  3: required binary digest
}

struct StoredPublished {
  1: required i64 seq
  /** 16 bytes; absent: not known. */
  2: optional binary digest
}

/** Head of a spill file; the batches fromSeq to toSeq follow it. */
struct StoredLeft {
  1: required string session
  2: required i64 epoch
  3: required string owner
  4: required i64 fromSeq
  5: required i64 toSeq
  /** Absent: what became of the owner's last batches was not known. */
  6: optional StoredPublished settled
}

/** What a node that stops leaves to the next owner, sealed: in the table session_spill, and in spill files. */
union StoredSpill {
  1: StoredBatch batch
  2: StoredLeft left
}
