/**
 * The Switchboard protocol: durable, idempotent sessions on event topics.
 *
 *   allocate -> read  -> ack -> read  -> ack -> ... -> dispose
 *   allocate -> write -> ack -> write -> ack -> ... -> dispose
 *
 * Every call may be sent to any node and may be repeated: the same (session, seq) gives the same answer.
 * Only an ack changes what the back end holds. Field ids leave gaps for later; numbers once given never change.
 *
 * docs/protocol.md explains the state machines, limits and errors in prose.
 */
namespace java io.switchboard.protocol
namespace py switchboard.protocol
namespace rb Switchboard.Protocol
namespace netstd Switchboard.Protocol

/** What a client may do about an error, also about one whose code it does not know. Frozen numbers. */
enum ErrorCategory {
  /** Send the very same call again, after retryAfterMs when given. */
  TRY_AGAIN = 1
  /** As TRY_AGAIN, but the system is full: wait at least retryAfterMs. */
  BACKPRESSURE = 2
  /** A newer token, holder or batch took the place of what the call named. Never repeat the call as it was. */
  SUPERSEDED = 3
  /** The session has ended. Allocate another one, a reader at its last cursor. */
  GONE = 4
  /** The caller may not do this. */
  DENIED = 5
  /** Kafka definitely did not take the batch, and will not take it as it is. Nothing was published. */
  REFUSED = 6
  /** The call is wrong; repeating it cannot help. */
  YOUR_MISTAKE = 7
  /** A fault of the back end; nothing is known to be lost. Repeating the call is safe. */
  INTERNAL = 8
}

/** The exact reason of an error. Frozen numbers; the hundreds are the category. */
enum ErrorCode {
  /** The owner of the session is moving, starting or overloaded. */
  UNAVAILABLE = 100
  /** The topic cannot be read or written at the moment: Kafka is away or has not answered yet. */
  NOT_READY = 101
  /** The journal or the ownership register did not answer. */
  STORE_UNAVAILABLE = 102
  /** The owner lost its right to publish; the outcome will be known to the next owner. */
  OWNER_CHANGED = 103
  /** Another call for the same seq arrived while this one waited. */
  REPLACED_BY_RETRY = 104
  /** This owner knows less than the client's token proves. */
  SERVER_BEHIND = 105
  /** The batch to acknowledge is not staged here: send the write again, then its ack. */
  NOT_STAGED = 106
  /** The batch is still being published. */
  COMMIT_PENDING = 107

  /** The node, the session or a lane is full. */
  BACKPRESSURE = 200
  /** The node has as many connections as it takes. */
  TOO_MANY_CONNECTIONS = 201

  /** The token is an older version of the batch. */
  TOKEN_SUPERSEDED = 300
  /** Another client took the session over. */
  HOLDER_SUPERSEDED = 301
  /** The seq lies before the last acknowledged one. */
  SEQ_SUPERSEDED = 302

  /** The session was disposed. */
  SESSION_DISPOSED = 400
  /** The session was idle for longer than its idle time-out. */
  SESSION_EXPIRED = 401
  /** No such session was ever allocated. */
  SESSION_UNKNOWN = 402
  /** The session's topic was deleted or made anew. */
  TOPIC_GONE = 403

  /** No or wrong credentials. */
  UNAUTHENTICATED = 500
  /** The credentials do not allow this. */
  FORBIDDEN = 501
  /** The token was not made by this cluster, or was altered. */
  TOKEN_FORGED = 502
  /** The token belongs to another session. */
  TOKEN_FOREIGN = 503
  /** The cursor was not made by this cluster, or was altered. */
  CURSOR_FORGED = 504
  /** The cursor belongs to another subject or topic. */
  CURSOR_FOREIGN = 505

  /** Kafka refused the batch (size, authorisation, topic settings). */
  REFUSED_BY_KAFKA = 600
  /** The topic is encrypted and its key is not available. Nothing was published. */
  KEY_UNAVAILABLE = 601

  /** The call could not be parsed. */
  MALFORMED = 700
  /** A size, count, length or depth limit of the protocol was passed. */
  LIMIT_EXCEEDED = 701
  /** No such method. */
  UNKNOWN_METHOD = 702
  /** Neither the content type nor the first byte names a protocol that this server speaks. */
  UNKNOWN_PROTOCOL = 703
  /** A field is missing or out of its range; the reason names it. */
  INVALID_ARGUMENT = 704
  /** No such topic. */
  UNKNOWN_TOPIC = 705
  /** No such partition, or not one of this session. */
  UNKNOWN_PARTITION = 706
  /** The request id was used with other parameters. */
  REQUEST_ID_REUSED = 707
  /** A reader cannot write, a writer cannot read. */
  WRONG_ROLE = 708
  /** One event is larger than the session's limit. */
  EVENT_TOO_LARGE = 709
  /** The batch is larger than the session's limit. */
  BATCH_TOO_LARGE = 710
  /** The seq is not the next one; expectedSeq tells which is. */
  SEQ_OUT_OF_ORDER = 711
  /** Another payload was already acknowledged under this seq. */
  SEQ_CONFLICT = 712

  /** A bug of the back end. */
  INTERNAL = 800
}

/** Every failure of a call. */
exception SwitchboardError {
  /** The number of an ErrorCode; a plain number, so that a client can act on the category of a code it does not know. */
  1: required i32 code
  /** Closed: no category will be added. */
  2: required ErrorCategory category
  /** What was expected, what came, and what to do; for people. At most 1,000 characters. */
  3: required string reason
  /** Milliseconds to wait before the call is repeated; unset: the client's own back-off. */
  10: optional i32 retryAfterMs
  /** The seq that the session expects next, where that helps. BUFFERED: go on from there with the same batches, under the same
   *  seqs; with REFUSED: the batch that was refused, and is to be replaced. */
  11: optional i64 expectedSeq
}

enum Role {
  READER = 1
  WRITER = 2
}

/** Where a new reader starts. */
enum StartAt {
  EARLIEST = 1
  LATEST = 2
  /** The first event at or after timestampMs, per partition; the end where there is none. */
  TIMESTAMP = 3
  /** Where another session of the same subject on the same topic stood. */
  CURSOR = 4
}

enum AckMode {
  /** The ack is answered when the batch is committed in Kafka. */
  COMMITTED = 1
  /** The ack is answered when the batch is accepted: it is in the write buffer of the session's node, and committedSeq follows.
   *  Accepted is not durable: keep every batch above committedSeq, unchanged, until committedSeq has reached it. */
  BUFFERED = 2
}

/** A record header, in order; the same name may come several times, as in Kafka. */
struct Header {
  /** UTF-8; 1 to 256 bytes. */
  1: required string name
  /** Up to 32 KiB; unset is Kafka's null. */
  2: optional binary value
}

/** An event to publish. */
struct Event {
  /** Never encrypted: Kafka partitions and compacts by it. Up to 64 KiB. */
  1: optional binary key
  /** The payload; must be set unless tombstone is true. Up to the session's maxEventBytes. */
  2: optional binary value
  /** A deletion marker for compacted topics: the event has no value. */
  3: optional bool tombstone
  /** Up to 64. */
  4: optional list<Header> headers
  /** Explicit partition; unset: by key, or by batch without key. */
  5: optional i32 partition
  /** Milliseconds since the epoch; unset: the time of publishing. */
  6: optional i64 timestampMs
}

/** Why an event comes without its value. */
enum Problem {
  /** The record is not what the topic's encryption policy expects, or was altered. */
  UNDECRYPTABLE = 1
  /** The key that the record names is not in the key ring. */
  KEY_UNAVAILABLE = 2
}

/** An event as read. */
struct ReceivedEvent {
  1: required i32 partition
  2: required i64 offset
  /** Milliseconds since the epoch. */
  3: required i64 timestampMs
  4: optional binary key
  /** Unset: a tombstone, or a problem. */
  5: optional binary value
  6: optional list<Header> headers
  /** Set: the value could not be opened; the event is reported in its place. */
  10: optional Problem problem
}

/** A batch as read: at most one is un-acknowledged per session. Events are ordered by partition, then offset. */
struct Batch {
  1: required i64 seq
  2: required list<ReceivedEvent> events
  /** Opaque, up to 16 KiB. The ack (or the next read) must carry it. */
  3: required binary token
  /** Opaque, up to 16 KiB. Where a new session can start behind this batch. */
  4: required binary cursor
  /** Events that were delivered before a crash and are no longer in Kafka (retention, compaction). */
  10: optional i32 missingEvents
}

/** The limits of a session, as granted. */
struct Limits {
  /** Bytes of key, value and headers of one event. */
  1: required i32 maxEventBytes
  /** Bytes of all events of one batch. */
  2: required i32 maxBatchBytes
  /** Events of one batch. */
  3: required i32 maxBatchEvents
  /** Longest wait of a read or an ack, in milliseconds. */
  4: required i32 maxWaitMs
  /** A session that is not called for this long is expired, in milliseconds. */
  5: required i64 idleTimeoutMs
}

struct AllocateRequest {
  /** 16 to 64 random bytes, made once and kept over retries: it names the session. */
  1: required binary requestId
  /** Kafka topic name. */
  2: required string topic
  3: required Role role
  /** Readers: the partitions to read; unset or empty: all. At most 1,024. */
  4: optional list<i32> partitions
  /** Readers: where to start; unset: EARLIEST. */
  5: optional StartAt startAt
  /** With TIMESTAMP: milliseconds since the epoch. */
  6: optional i64 startTimestampMs
  /** With CURSOR. */
  7: optional binary startCursor
  /** Writers; unset: COMMITTED. */
  8: optional AckMode ackMode
  /** Milliseconds, 10,000 to 604,800,000; unset: the server's default. */
  9: optional i64 idleTimeoutMs
  /** For operators; up to 128 bytes each. */
  20: optional string clientName
  21: optional string clientVersion
}

struct Session {
  /** Names the session in every later call; 26 characters. */
  1: required string session
  2: required Role role
  3: required string topic
  /** The last acknowledged seq: 0 for a new session. */
  4: required i64 seq
  5: required i32 holder
  /** Readers: partitions that the session reads. */
  6: optional list<i32> partitions
  7: required Limits limits
}

struct ReadRequest {
  1: required string session
  /** From allocate or a describe that took over; unset: 0. */
  2: optional i32 holder
  /** The last received seq + 1; or the last received seq, to get that batch again. */
  3: required i64 seq
  /** The token of batch seq - 1: acknowledges it. Needed while that batch is un-acknowledged; else keep sending it: it proves
   *  how far the client has come. Only a client that has just taken over has none. */
  4: optional binary lastToken
  /** 1 to limits.maxBatchEvents; unset: that limit. */
  5: optional i32 maxEvents
  /** 1 to limits.maxBatchBytes; unset: that limit. One event is always given, however large. */
  6: optional i32 maxBytes
  /** Wait for events, 0 to limits.maxWaitMs; unset: 0. */
  7: optional i32 maxWaitMs
}

struct ReadReply {
  /** Unset: nothing arrived within maxWaitMs. */
  1: optional Batch batch
  /** The last acknowledged seq. */
  2: required i64 ackedSeq
  /** True: the session lives on another node than the one that was called, which had to forward the call. A client that knows
   *  more addresses sends the session's next call to another one, until an answer comes without this. Unset: nothing to gain. */
  20: optional bool forwarded
}

struct WriteRequest {
  1: required string session
  2: optional i32 holder
  /** The last acknowledged seq + 1, or one more when lastToken acknowledges that one. BUFFERED: acknowledged is accepted; it need
   *  not be committed. */
  3: required i64 seq
  4: required list<Event> events
  /** The stage token of batch seq - 1: acknowledges it first. */
  5: optional binary lastToken
}

struct WriteReply {
  /** Opaque; the ack must carry it. */
  1: required binary stageToken
  /** Everything up to this seq is committed in Kafka. */
  2: required i64 committedSeq
  /** As in ReadReply. */
  20: optional bool forwarded
}

enum AckResult {
  DONE = 1
  /** A repeated ack. */
  ALREADY_DONE = 2
}

struct AckRequest {
  1: required string session
  2: optional i32 holder
  3: required i64 seq
  /** The batch's token (readers) or stage token (writers). */
  4: required binary token
  /** Wait for the commit, 0 to limits.maxWaitMs; unset: the server's default. BUFFERED: answer when this time is over, committed
   *  or not, as committedSeq tells; unset: 0. */
  5: optional i32 maxWaitMs
}

struct AckReply {
  1: required AckResult result
  /** Writers: everything up to this seq is committed in Kafka. Readers: the last acknowledged seq. */
  2: required i64 committedSeq
  /** As in ReadReply. */
  20: optional bool forwarded
}

struct DisposeRequest {
  1: required string session
  2: optional i32 holder
}

struct DisposeReply {
  /** True for a repeated dispose. */
  1: required bool alreadyDone
}

struct DescribeRequest {
  1: required string session
  /** Raise the holder: calls with the old one are answered HOLDER_SUPERSEDED from now on. */
  2: optional bool takeOver
}

enum Phase {
  /** Nothing is un-acknowledged. */
  IDLE = 1
  /** Readers: a batch was delivered and waits for its ack. */
  DELIVERED = 2
  /** Writers: a batch is staged and waits for its ack. */
  STAGED = 3
  /** Writers: a batch is being published. */
  COMMITTING = 4
  DISPOSED = 5
}

struct SessionInfo {
  1: required string session
  2: required Role role
  3: required string topic
  4: required Phase phase
  /** The last acknowledged seq. */
  5: required i64 ackedSeq
  6: required i32 holder
  7: required Limits limits
  8: optional list<i32> partitions
  /** Readers: opaque position behind the last acknowledged batch. */
  9: optional binary cursor
  /** Readers: events between the position and the end of the topic, as far as is known. */
  10: optional i64 lagEvents
  /** Readers with an un-acknowledged batch: its seq. Writers with a staged one: its seq. */
  11: optional i64 pendingSeq
  12: optional string clientName
  13: optional string clientVersion
}

service Switchboard {
  Session allocate(1: AllocateRequest request) throws (1: SwitchboardError error)
  ReadReply read(1: ReadRequest request) throws (1: SwitchboardError error)
  WriteReply write(1: WriteRequest request) throws (1: SwitchboardError error)
  AckReply ack(1: AckRequest request) throws (1: SwitchboardError error)
  DisposeReply dispose(1: DisposeRequest request) throws (1: SwitchboardError error)
  SessionInfo describe(1: DescribeRequest request) throws (1: SwitchboardError error)
}
