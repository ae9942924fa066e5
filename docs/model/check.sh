#!/usr/bin/env bash
# Checks the model of the publish protocol with spin: the configurations in which nothing may go wrong,
# and the controls, each without one safeguard, in which something must. One line each, with the processor's
# seconds for the search; exit code 1 if one is not as it must be. At most 4 GB, about a minute and a half
# on two cores that have nothing else to do.
#
#   check.sh [--require] [--deep] [--keep] [name…]
#     --require  fail if spin or a C compiler is missing
#     --deep     the larger configurations too: three minutes more
#     --keep     keep the folder with the outputs and the trails
#     name…      these configurations only
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
model=$here/publish.pml
jobs=2
mib_each=2000
cpu_seconds_each=240

require=false
keep=false
deep=false
names=()
for argument in "$@"; do
  case $argument in
    --require) require=true ;;
    --keep) keep=true ;;
    --deep) deep=true ;;
    -*) echo "usage: check.sh [--require] [--deep] [--keep] [name…]" >&2; exit 2 ;;
    *) names+=("$argument") ;;
  esac
done

for tool in spin cc; do
  if ! command -v $tool > /dev/null; then
    echo "SKIPPED: the model of the publish protocol is NOT checked, $tool is missing: apt-get install spin gcc libc6-dev" >&2
    if $require; then exit 1; else exit 0; fi
  fi
done

# name | what must come of it | switches of the model | C compiler | pan
small="-DSEQS=1 -DLANES=3 -DLOG=3 -DEPOCHS=3"
progress="-DPROGRESS=3 -DFOREIGN -DTXTIMEOUT -DSEQS=2 -DLANES=7 -DLOG=7 -DEPOCHS=12"
configurations="
two-owners            | safe     | -DINVARIANT -DSEQS=2 -DLANES=3 -DLOG=4 -DEPOCHS=3                        | -DSAFETY            | -E
two-owners-longer     | safe     | -DINVARIANT -DSEQS=2 -DLANES=2 -DLOG=4 -DEPOCHS=4                        | -DSAFETY            | -E
three-owners          | safe     | -DINVARIANT -DOWNERS=3 -DSEQS=1 -DLANES=3 -DLOG=2 -DEPOCHS=3             | -DSAFETY            | -E
foreign-transaction   | safe     | -DINVARIANT -DFOREIGN -DSEQS=2 -DLANES=3 -DLOG=5 -DEPOCHS=3              | -DSAFETY            | -E
transaction-time-out  | safe     | -DINVARIANT -DTXTIMEOUT -DSEQS=2 -DLANES=3 -DLOG=4 -DEPOCHS=3            | -DSAFETY            | -E
fence-cache           | safe     | -DINVARIANT -DCACHE -DSEQS=2 -DLANES=3 -DLOG=4 -DEPOCHS=3                | -DSAFETY            | -E
all-faults            | safe     | -DINVARIANT -DCACHE -DTXTIMEOUT -DFOREIGN -DSEQS=2 -DLANES=3 -DLOG=5 -DEPOCHS=3 | -DSAFETY      | -E
deep-two-owners       | safe     | -DINVARIANT -DSEQS=2 -DLANES=3 -DLOG=4 -DEPOCHS=4                        | -DSAFETY -DCOLLAPSE | -E
deep-all-faults       | safe     | -DINVARIANT -DCACHE -DTXTIMEOUT -DFOREIGN -DSEQS=1 -DLANES=4 -DLOG=4 -DEPOCHS=4 | -DSAFETY       | -E
ends-when-faults-end  | safe     | $progress                                                                | -DSAFETY            |
goes-on               | safe     | $progress                                                                | -DNP                | -l
no-fence              | violated | $small -DNO_FENCE                                                        | -DSAFETY            | -E
fence-timed-out       | violated | $small -DFENCE_TIMEOUT_IS_DONE                                           | -DSAFETY            | -E
cas-before-fence      | violated | $small -DCAS_BEFORE_FENCE                                                | -DSAFETY            | -E
no-ledger             | violated | $small -DNO_LEDGER                                                       | -DSAFETY            | -E
last-stable-offset    | violated | $small -DFOREIGN -DLAST_STABLE_OFFSET                                    | -DSAFETY            | -E
ledger-outside        | violated | $small -DLEDGER_OUTSIDE                                                  | -DSAFETY            | -E
early-sign-off        | violated | $small -DEARLY_SIGN_OFF                                                  | -DSAFETY            | -E
same-lane-id          | violated | $small -DCACHE -DSAME_LANE_ID                                            | -DSAFETY            | -E
requeue-unknown       | violated | $small -DREQUEUE_UNKNOWN                                                 | -DSAFETY            | -E
two-routes            | stuck    | -DPROGRESS=1 -DTWO_ROUTES -DSEQS=2 -DLANES=6 -DLOG=6 -DEPOCHS=9           | -DSAFETY            |
"

TIMEFORMAT=%1U
work=$(mktemp -d "${TMPDIR:-/tmp}/publish-model.XXXXXX")
if $keep; then echo "outputs: $work"; else trap 'rm -rf "$work"' EXIT; fi

# Runs one configuration in its own folder, prints its line and leaves the word "good" there if it is.
check() {
  local name=$1 expected=$2 switches=$3 compile=$4 options=$5
  local folder=$work/$name
  mkdir "$folder" && cd "$folder"
  local optimise=-O2
  [ "$expected" = safe ] || optimise=-O0    # found in an instant: the compiler would take longer
  # shellcheck disable=SC2086
  if ! { spin $switches -a "$model" && cc -w $optimise $compile -DMEMLIM=$mib_each -o pan pan.c; } > build.txt 2>&1; then
    echo "FAILED  $name: does not build: $(tail -1 build.txt)"
    return
  fi
  local ended=ended
  # shellcheck disable=SC2086
  { time (ulimit -t $cpu_seconds_each; ./pan -m300000 -w22 $options > out.txt 2>&1); } 2> cpu.txt ||
    ended="did not end by itself, exit code $?"
  local errors states depth reason
  errors=$(sed -n 's/.*errors: \([0-9]*\)$/\1/p' out.txt)
  depth=$(sed -n 's/.*depth reached \([0-9]*\),.*/\1/p' out.txt)
  states=$(sed -n 's/^ *\([0-9.e+]*\) states, stored.*/\1/p' out.txt | head -1)
  reason=$(sed -n 's/^pan:[0-9]*: \(.*\)$/\1/p' out.txt | head -1)
  local figures
  figures=$(printf '%12s states, depth %4s, %5s s' "${states:-?}" "${depth:-?}" "$(tail -1 cpu.txt)")
  local verdict=bad
  if grep -Eq 'max search depth too small|out of memory|reached -DMEMLIM|Search not completed' out.txt && [ "$expected" = safe ]; then
    reason="the search was not completed: ${reason:-$ended}"
  elif [ "$ended" != ended ] && [ "${errors:-}" = "" ]; then
    reason=$ended
  else
    case $expected in
      safe) if [ "$errors" = 0 ]; then verdict=good; fi ;;
      violated) case $reason in "assertion violated"*) verdict=good ;; esac ;;
      stuck) case $reason in "invalid end state"*) verdict=good ;; esac ;;
    esac
  fi
  if [ $verdict = good ]; then
    : > good
    printf 'ok      %-22s %s  %s\n' "$name" "$figures" \
      "$([ "$expected" = safe ] && echo "no error" || echo "caught: $reason")"
  else
    printf 'FAILED  %-22s %s  %s\n' "$name" "$figures" \
      "$([ "$expected" = safe ] && echo "${reason:-errors: ${errors:-?}}" || echo "the control was NOT caught: ${reason:-no error}")"
  fi
  if ! $keep; then rm -f pan pan.*; fi
}

trim() { local text=$1; text=${text#"${text%%[![:space:]]*}"}; printf "%s" "${text%"${text##*[![:space:]]}"}"; }

count=0
while IFS='|' read -r name expected switches compile options; do
  name=$(trim "$name")
  [ -n "$name" ] || continue
  if [ ${#names[@]} -gt 0 ] && [[ " ${names[*]} " != *" $name "* ]]; then continue; fi
  if ! $deep && [ ${#names[@]} -eq 0 ] && [[ $name == deep-* ]]; then continue; fi
  count=$((count + 1))
  while [ "$(jobs -rp | wc -l)" -ge $jobs ]; do wait -n || true; done
  check "$name" "$(trim "$expected")" "$(trim "$switches")" "$(trim "$compile")" "$(trim "${options:-}")" &
done <<< "$configurations"
wait

good=$(find "$work" -name good | wc -l)
echo "$good of $count configurations are as they must be, $SECONDS s"
[ "$count" -gt 0 ] && [ "$good" -eq "$count" ]
