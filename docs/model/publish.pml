/*
 * The publish protocol: fence, read the ledger, acquire, publish, sign off. See README.md.
 *
 * One session, OWNERS nodes that may each take themselves for its owner, and as many batches as
 * SEQS. There is no process for a crash that lasts: a process that is never scheduled again has
 * crashed, and one that is scheduled late is a zombie. A crash with a restart is in the model,
 * since it loses what the owner knew and gives it a new lane.
 *
 * Switches that make it larger:    OWNERS, SEQS, LANES, LOG, EPOCHS, FOREIGN, TXTIMEOUT, CACHE
 * Switches that break a safeguard: NO_FENCE, FENCE_TIMEOUT_IS_DONE, CAS_BEFORE_FENCE, NO_LEDGER,
 *                                  LAST_STABLE_OFFSET, LEDGER_OUTSIDE, EARLY_SIGN_OFF,
 *                                  SAME_LANE_ID, REQUEUE_UNKNOWN
 * PROGRESS: faults are counted, and when there are none left the client keeps to one route.
 */

#ifndef OWNERS
#define OWNERS 2        /* nodes that the client's calls may reach */
#endif
#ifndef SEQS
#define SEQS 2          /* batches that the client publishes, one after the other */
#endif
#ifndef LANES
#define LANES 3         /* transactional ids: one each, and the rest for restarts */
#endif
#ifndef LOG
#define LOG 4           /* records that the ledger partition has room for */
#endif
#ifndef EPOCHS
#define EPOCHS 4        /* how often the row may change */
#endif

#ifdef PROGRESS
byte faults = PROGRESS;
#define FAULT     (faults > 0)
#define COUNT     faults--
#ifdef TWO_ROUTES
#define ROUTE(o)  true
#else
#define ROUTE(o)  (o == 0)
#endif
#else
#define FAULT     true
#define COUNT     skip
#define ROUTE(o)  (o <= started)      /* the owners are alike: so let them begin in order */
#endif

/* ---- Kafka's transaction coordinator, per lane (transactional id) ---- */

#define EMPTY     0     /* initialised or fenced, nothing since */
#define ONGOING   1
#define PCOMMIT   2     /* decided, markers not yet written */
#define PABORT    3
#define COMMITTED 4     /* markers written */
#define ABORTED   5

byte tx[LANES + 1];       /* state of the transaction */
byte txSeq[LANES + 1];    /* which batch is in it */
byte txAt[LANES + 1];     /* where its ledger record is in the log */
byte lag[LANES + 1];      /* the coordinator's epoch minus the producer's, 2 stands for more */
bool endTxn[LANES + 1];   /* a commit request is under way and may still be applied */
byte nextLane = OWNERS + 1;

#define PREPARED(l)  (tx[l] == PCOMMIT || tx[l] == PABORT)
#define BUMP(l)      lag[l] = (lag[l] < 2 -> lag[l] + 1 : 2)

/* ---- the ledger partition, which all lanes share, a foreign one too ---- */

#define OPEN   1
#define DONE   2
#define GONE   3

byte logState[LOG];
byte logSeq[LOG];
byte logEnd;
#define NOT_IN_LOG LOG
#if LOG > 8
#error "ALL_STABLE looks at eight records"
#endif
#define ALL_STABLE (STABLE(0) && STABLE(1) && STABLE(2) && STABLE(3) && STABLE(4) && STABLE(5) && STABLE(6) && STABLE(7))
#define STABLE(at) (at >= LOG || at >= end || logState[(at < LOG -> at : 0)] != OPEN)

/* ---- the register: one row, changed by compare-and-set only ---- */

byte rowEpoch, rowLane, rowPos, rowLast;

/* One compare-and-set per owner: sent, and applied, refused or lost at any later time. An ORPHAN is
   one whose outcome nobody waits for. Of two with the same expected epoch only one can be applied,
   so that one of them is enough. That the epoch fits implies that the owner does. */
#define PENDING 1
#define APPLIED 2
#define REFUSED 3
#define LOST    4
#define ORPHAN  5
byte cas[OWNERS], casEpoch[OWNERS], casLane[OWNERS], casPos[OWNERS], casLast[OWNERS];

/* ---- what is true, whoever knows it ---- */

byte commits[SEQS + 1];   /* how often a batch was committed */
byte started;             /* how many owners have begun */
byte current = 1;         /* the batch that the client wants to have published */
bool able[LANES + 1];     /* the row named this lane, and it was neither fenced nor signed off since */
bool fencedForGood[LANES + 1];
byte i;

inline commitApplied(l) {
  commits[txSeq[l]]++;
  assert(commits[txSeq[l]] == 1);                                /* no duplicate */
  assert(txSeq[l] == 1 || commits[txSeq[l] - 1] == 1);           /* in order */
}

/* The row changes. Whoever is named from now on must be the only one who can publish. */
inline applyCas(o) {
  rowEpoch = casEpoch[o] + 1;
  rowLast = casLast[o];
  if
  :: casLane[o] == 0 -> able[rowLane] = false; rowLane = 0
  :: else -> rowLane = casLane[o]; rowPos = casPos[o]; able[rowLane] = !fencedForGood[rowLane];
#ifdef INVARIANT
     assert(rowLast == SEQS || commits[(rowLast < SEQS -> rowLast + 1 : 0)] == 0);   /* it knows all */
     i = 1;
     do
     :: i <= LANES -> assert(!able[i] || i == rowLane); i++      /* one publisher that is not fenced */
     :: else -> break
     od;
     i = 0
#endif
  fi
}

/* ---- Kafka, Cassandra and the network between: what happens late happens here ---- */

inline settle(at) {
  if
  :: txAt[at] != NOT_IN_LOG -> logState[txAt[at]] = (tx[at] == PCOMMIT -> DONE : GONE)
  :: else
  fi;
  tx[at] = (tx[at] == PCOMMIT -> COMMITTED : ABORTED);
  txAt[at] = 0; txSeq[at] = 0
}

proctype Coordinator(byte l) {
end:
  do
  :: atomic {                                  /* the commit request arrives, late perhaps */
       endTxn[l] ->
       endTxn[l] = false;
       if
       :: lag[l] == 0 && tx[l] == ONGOING -> tx[l] = PCOMMIT; commitApplied(l)
       :: else
       fi
     }
  :: atomic {                                  /* the markers are written */
       PREPARED(l) -> settle(l)
     }
#ifdef PROGRESS
  :: atomic { tx[l] == ONGOING && timeout -> BUMP(l); tx[l] = PABORT }    /* transaction.timeout.ms */
#endif
#ifdef TXTIMEOUT
  :: atomic { tx[l] == ONGOING && FAULT -> COUNT; BUMP(l); tx[l] = PABORT }
#endif
  od
}

proctype Register(byte o) {
end:
  do
  :: atomic {
       cas[o] == PENDING ->
       if
       :: rowEpoch == casEpoch[o] -> applyCas(o); cas[o] = APPLIED
       :: rowEpoch != casEpoch[o] -> cas[o] = REFUSED
       fi
     }
  :: atomic { cas[o] == PENDING && FAULT -> COUNT; cas[o] = LOST }
  :: atomic {
       cas[o] == ORPHAN ->
       if
       :: rowEpoch == casEpoch[o] -> applyCas(o)
       :: rowEpoch == casEpoch[o] && FAULT -> COUNT
       :: rowEpoch != casEpoch[o]
       fi;
       cas[o] = 0; casEpoch[o] = 0; casLane[o] = 0; casPos[o] = 0; casLast[o] = 0
     }
  od
}

#ifdef FOREIGN
/* Another session's transaction on the same ledger partition, open for as long as it likes. */
proctype Foreign() {
  atomic { logState[0] == OPEN -> logState[0] = DONE }
}
#endif

/* ---- an owner: the session's entity and the lane of its node ---- */

#define ENDED_WELL    (lag[lane] == 0 && (tx[lane] == PCOMMIT || tx[lane] == COMMITTED))
#define CAN_ABORT     (lag[lane] == 0 && tx[lane] == ONGOING)
/* The broker takes the abort of a zombie for a retry and tells it the new epoch: it lives on. */
#define SEEMS_ABORTED (lag[lane] == 1 && (tx[lane] == PABORT || tx[lane] == ABORTED))

inline forget() { s = 0; k = 0; e = 0; l = 0; pos = 0; end = 0 }

/* The lane is dead for good, a batch that it had is of unknown outcome. */
inline newLane() {
#ifdef SAME_LANE_ID
  if
  :: tx[lane] == ONGOING -> logState[txAt[lane]] = GONE
  :: PREPARED(lane) -> settle(lane)
  :: else
  fi;
  tx[lane] = EMPTY; lag[lane] = 0; endTxn[lane] = false; txAt[lane] = 0; txSeq[lane] = 0
#else
  if
  :: nextLane <= LANES -> lane = nextLane; nextLane++
  :: else -> lane = 0                           /* no id left: this node does not come back */
  fi
#endif
}

inline sendCas(newOwner, newPos, newLast) {
  if
  :: cas[me] == ORPHAN && casEpoch[me] == e -> cas[me] = PENDING      /* the earlier one is faster */
  :: casEpoch[me] = e; casLane[me] = newOwner;
     casPos[me] = newPos; casLast[me] = newLast; cas[me] = PENDING
  fi
}

/* From the moment this is sent, the owner is none: nobody waits for what comes of it. */
inline signOff() { casEpoch[me] = e; casLane[me] = 0; casPos[me] = 0; casLast[me] = k; cas[me] = ORPHAN }

/* The same once more, as it is; unless what was lost is an earlier one. */
inline repeatCas(newOwner, newPos, newLast) {
  if
  :: casLane[me] == newOwner -> cas[me] = PENDING
  :: casLane[me] != newOwner -> sendCas(newOwner, newPos, newLast)
  fi
}

inline clearCas() {
  cas[me] = 0; casEpoch[me] = 0; casLane[me] = 0; casPos[me] = 0; casLast[me] = 0
}

inline captureEnd() {
  end = logEnd;
#ifdef LAST_STABLE_OFFSET
  i = 0;
  do
  :: i < end && logState[i] != OPEN -> i++
  :: else -> break
  od;
  end = i; i = 0
#endif
}

inline scanLedger() {
  i = pos;
  do
  :: i < end && logState[i] == DONE && logSeq[i] > k -> k = logSeq[i]; i++
  :: i < end && !(logState[i] == DONE && logSeq[i] > k) -> i++
  :: i >= end -> break
  od;
  i = 0; l = 0; pos = 0; end = 0
}

inline fenceIt() {
  BUMP(l); tx[l] = EMPTY; able[l] = false; fencedForGood[l] = true
#ifdef CACHE
  ; fenced[l] = true
#endif
}

/* "Done" is what the client may rely on; the answer may get lost. */
inline answer() {
  assert(commits[s] == 1);
  if
  :: s == current -> current++
  :: s == current && FAULT -> COUNT
  :: s != current
  fi;
  s = 0
}

proctype Owner(byte me) {
  byte lane = me + 1;     /* its transactional id; 0: none left */
  byte s;                 /* the batch that it publishes; 0: none */
  byte e;                 /* the row's epoch as it knows it */
  byte l, pos, end;       /* while it acquires: the lane to fence, and what to scan */
  byte k;                 /* the last batch that it knows as published */
#ifdef CACHE
  bool fenced[LANES + 1];
#endif

#ifndef PROGRESS
end_unowned:
#endif
unowned:
  if
  :: atomic {                                   /* 9: an ack came; read the row, serially */
       current <= SEQS && rowEpoch < EPOCHS && lane != 0 && ROUTE(me) ->
       started = (me == started -> me + 1 : started);
       e = rowEpoch; l = rowLane; pos = rowPos; k = rowLast
     }
#ifdef PROGRESS
  :: atomic {                                   /* the client strays */
       current <= SEQS && rowEpoch < EPOCHS && lane != 0 && FAULT -> COUNT;
       e = rowEpoch; l = rowLane; pos = rowPos; k = rowLast
     }
  :: current > SEQS -> goto over
#endif
  fi;
#ifdef CAS_BEFORE_FENCE
  atomic { sendCas(lane, pos, k); goto claimed };
afterCas:
#endif
  atomic {                                      /* 10 */
    if
    :: l == 0 -> pos = 0; goto claim
    :: l != 0 && l == lane -> captureEnd(); goto scan
#ifdef NO_FENCE
    :: l != 0 && l != lane -> captureEnd(); goto scan
#else
    :: l != 0 && l != lane
#endif
    fi
  };
#ifdef CACHE
  atomic {
    if
    :: fenced[l] -> captureEnd(); goto scan
    :: !fenced[l]
    fi
  };
#endif

  if                                            /* 11: Admin.fenceProducers */
  :: atomic { tx[l] == ONGOING -> BUMP(l); tx[l] = PABORT }   /* CONCURRENT_TRANSACTIONS */
  :: atomic { PREPARED(l) }                                   /* the same, without a bump */
  :: atomic { tx[l] != ONGOING && !PREPARED(l) -> fenceIt(); captureEnd(); goto scan }
  :: atomic { FAULT -> COUNT; forget(); goto unowned }
  fi;
fenceAgain:
  if
  :: atomic { tx[l] == ONGOING -> BUMP(l); tx[l] = PABORT; goto fenceAgain }
  :: atomic { tx[l] != ONGOING && !PREPARED(l) -> fenceIt(); captureEnd(); goto scan }
#ifdef FENCE_TIMEOUT_IS_DONE
  :: atomic { captureEnd(); goto scan }
#else
  :: atomic { FAULT -> COUNT; forget(); goto unowned }
#endif
  fi;

scan:                                           /* 12: up to the end as it was after the fence */
#ifdef NO_LEDGER
  atomic { l = 0; pos = 0; end = 0; goto claim };
#endif
  if                                            /* position() >= end: nothing before it is open */
  :: atomic {
       pos >= end || (ALL_STABLE) ->
       scanLedger()
     }
  :: atomic { FAULT -> COUNT; forget(); goto unowned }
  fi;

claim:                                          /* 13: its own ledger position, then compare-and-set */
#ifdef CAS_BEFORE_FENCE
  atomic { e = e + 1; goto owner };
#endif
  atomic { sendCas(lane, logEnd, k) };
claimed:
  if
  :: atomic {
       cas[me] == APPLIED && casLane[me] == lane -> clearCas();
#ifdef CAS_BEFORE_FENCE
       goto afterCas
#else
       e = e + 1; goto owner
#endif
     }
  :: atomic {                                   /* refused, perhaps by its own late sign-off */
       cas[me] == REFUSED || (cas[me] == APPLIED && casLane[me] != lane) ->
       clearCas(); forget(); goto unowned
     }
  :: atomic {                                   /* nobody told: read the row, serially */
       cas[me] == LOST || (cas[me] == PENDING && FAULT) ->
       if
       :: cas[me] == PENDING -> COUNT
       :: cas[me] != PENDING
       fi;
       if
       :: rowEpoch == e + 1 && rowLane == lane -> clearCas();
#ifdef CAS_BEFORE_FENCE
          goto afterCas
#else
          e = e + 1; goto owner
#endif
       :: rowEpoch == e -> repeatCas(lane, logEnd, k); goto claimed
       :: rowEpoch != e && !(rowEpoch == e + 1 && rowLane == lane) ->
          clearCas(); forget(); goto unowned
       fi
     }
  fi;

#ifndef PROGRESS
end_owner:
#endif
owner:                                          /* 7, 14: it waits for the next ack, a late one perhaps */
  if
  :: atomic {
       current <= SEQS && ROUTE(me) ->
       if
       :: s = current
#if SEQS > 1
       :: current > 1 && FAULT -> COUNT; s = 1
#endif
       fi
     }
#ifdef PROGRESS
  :: atomic { current <= SEQS && FAULT -> COUNT; s = current }
  :: current > SEQS -> goto over
#endif
  :: atomic {                                   /* 17, 18: what comes of it does not matter */
       rowEpoch < EPOCHS && FAULT -> COUNT; signOff(); forget(); goto unowned }
  :: atomic { FAULT -> COUNT; goto dead }       /* a crash */
  fi;
  atomic {
    if
    :: s <= k -> answer(); goto owner
    :: s == k + 1
    :: s > k + 1 -> forget(); goto unowned      /* it is stale: somebody else has published */
    fi
  };

publish:                                        /* 1-4: the lane */
  if
  :: atomic {
       logEnd < LOG && lag[lane] == 0 && tx[lane] != ONGOING && !PREPARED(lane) ->
       tx[lane] = ONGOING; txSeq[lane] = s;
#ifdef LEDGER_OUTSIDE
       txAt[lane] = NOT_IN_LOG;
#else
       txAt[lane] = logEnd; logState[logEnd] = OPEN; logSeq[logEnd] = s; logEnd++;
#endif
       if
       :: endTxn[lane] = true                   /* commitTransaction */
       :: FAULT -> COUNT; goto abort            /* a send failed */
       :: FAULT -> COUNT; goto dead             /* a crash in mid-transaction */
       fi
     }
  :: atomic { lag[lane] != 0 -> goto dead }
  fi;
  if
  :: atomic { !endTxn[lane] && ENDED_WELL -> k = s
#ifndef LEDGER_OUTSIDE
     ; answer(); goto owner
#endif
     }
  :: atomic { !endTxn[lane] && !ENDED_WELL -> goto dead }
#ifdef REQUEUE_UNKNOWN
  :: atomic { newLane(); goto publish }
#else
  :: atomic { FAULT -> COUNT; goto dead }       /* no answer in bounded time, or a crash */
#endif
#ifdef EARLY_SIGN_OFF
  :: atomic { rowEpoch < EPOCHS -> signOff(); forget(); goto unowned }
#endif
  fi;
#ifdef LEDGER_OUTSIDE
  atomic {
    logEnd < LOG -> logState[logEnd] = DONE; logSeq[logEnd] = s; logEnd++; answer(); goto owner
  };
#endif

abort:                                          /* 3 */
  if
  :: atomic { CAN_ABORT -> tx[lane] = PABORT; goto publish }
  :: atomic { SEEMS_ABORTED -> lag[lane] = 0; goto publish }
  :: atomic { !CAN_ABORT && !SEEMS_ABORTED -> goto dead }
  :: atomic { FAULT -> COUNT; goto dead }
  fi;

dead:                                           /* 4 */
  atomic { newLane(); forget(); goto unowned };

end_over:
over:
  false
}

init {
  atomic {
    byte n = 1;
    do
    :: n <= LANES -> run Coordinator(n); n++
    :: else -> break
    od;
    n = 0;
    do
    :: n < OWNERS -> run Register(n); run Owner(n); n++
    :: else -> break
    od;
#ifdef FOREIGN
    logState[0] = OPEN; logEnd = 1; run Foreign()
#endif
  }
}
