# shellcheck shell=bash
# shellcheck disable=SC2154,SC2034
# Sourced by scripts/ops/rolling-*: asks the nodes of a running cluster how they are, and restarts
# them one after the other. Needs no token: what it asks for everybody may read at the admin port.
#
# The caller defines wanted NODE (is it to be restarted?) and step NODE (restart it).

readonly POLL_SECONDS=0.5 LEADER_SECONDS=30

names=() leader='' amiss=''
declare -A urls=()
get_command='curl --silent --show-error --fail --max-time 5 {url}'
restart_command='' transfer_command='' ready_seconds=300 whole_seconds=20 most_lag=100 dry_run=false

# common_usage: the options of all scripts that roll.
common_usage() {
  cat <<'USAGE'
  --node NAME=URL             a node and its admin listener, such as node1=http://127.0.0.1:8400;
                              once for each node of the cluster
  --restart-command COMMAND   for bash, with {node} for the name:
                              'ssh {node} sudo systemctl restart craton'
  --transfer-command COMMAND  hands on leadership before the leader's restart; {node} is the leader.
                              Without it the leader does so when it stops
  --get-command COMMAND       how to get {url}, and fail unless the answer is 200. The default is
                              'curl --silent --show-error --fail --max-time 5 {url}'. Where admin
                              listeners are on loopback: 'ssh {node} curl --silent --fail {url}'
  --ready-seconds N           for a node to come back (300)
  --whole-seconds N           for the cluster to become whole before each restart (20)
  --lag N                     entries that a node may be behind (100)
  --dry-run                   checks the cluster and says what would be run
  --help
USAGE
}

# common_option OPTION VALUE: takes an option that all scripts have; fails when it is none of them.
common_option() {
  case "$1" in
    --node) parse_node "$2" ;;
    --restart-command) restart_command="$2" ;;
    --transfer-command) transfer_command="$2" ;;
    --get-command) get_command="$2" ;;
    --ready-seconds) require_number "$2" "$1"; ready_seconds="$2" ;;
    --whole-seconds) require_number "$2" "$1"; whole_seconds="$2" ;;
    --lag) require_number "$2" "$1"; most_lag="$2" ;;
    *) return 1 ;;
  esac
}

# check_options: ends the script unless what has to be given was given.
check_options() {
  ((${#names[@]} > 0)) || die "name the nodes with --node; see --help"
  [[ -n "$restart_command" ]] || die "--restart-command is missing; see --help"
  [[ "$get_command" == *'{url}'* ]] || die "--get-command has no {url}"
}

# roll: takes each wanted node through its step, the leader last, and the cluster has to be whole
# before each.
roll() {
  local node
  local -A gone=()
  for node in "${names[@]}"; do
    if wanted "$node" && [[ "$node" != "$leader" ]]; then
      require_whole
      # Leadership may have moved to it meanwhile; then it is not the last any more, and no worse.
      [[ "$node" != "$leader" ]] || hand_over "$node"
      step "$node"
      gone["$node"]=yes
    fi
  done
  for node in "${names[@]}"; do
    if wanted "$node" && [[ -z "${gone[$node]:-}" ]]; then
      require_whole
      [[ "$node" != "$leader" ]] || hand_over "$node"
      step "$node"
    fi
  done
}

# quoted TEXT: the text as one word of a shell.
quoted() { printf '%q' "$1"; }

# fill TEMPLATE NODE [URL]: the template with {node} and {url} in place, quoted.
fill() {
  local command="$1"
  command="${command//\{node\}/$(quoted "$2")}"
  printf '%s' "${command//\{url\}/$(quoted "${3:-}")}"
}

# ask NODE PATH: prints what the admin port of the node answers; fails unless with 200.
ask() {
  bash -c "$(fill "$get_command" "$1" "${urls[$1]}$2")" </dev/null 2>/dev/null
}

is_ready() { ask "$1" /health/ready >/dev/null; }

leads() { ask "$1" /health/leader >/dev/null; }

# metric NODE NAME: the value of a metric without labels, as a whole number.
metric() {
  ask "$1" /metrics | awk -v name="$2" '$1 == name { printf "%.0f\n", $2; found = 1 } END { exit !found }'
}

# version_of NODE: the release that the node runs; ends the script when it does not tell.
version_of() {
  patiently told_version "$1" || die "$1 does not tell its version"
}

told_version() {
  ask "$1" /metrics |
    awk 'match($0, /^craton_node_info{.*version="[^"]*"/) {
        sub(/.*version="/, ""); sub(/".*/, ""); print; found = 1
      }
      END { exit !found }'
}

# started_at NODE: when its process started, in milliseconds; differs after a restart.
started_at() {
  ask "$1" /metrics | awk '$1 == "process_start_time_seconds" { printf "%.0f\n", $2 * 1000; found = 1 } END { exit !found }'
}

# find_leader: prints the one node that leads; fails when none does, or two.
find_leader() {
  local node found=''
  for node in "${names[@]}"; do
    if leads "$node"; then
      [[ -z "$found" ]] || return 1
      found="$node"
    fi
  done
  [[ -n "$found" ]] && printf '%s\n' "$found"
}

# await_leader: as find_leader, with time for an election.
await_leader() {
  local deadline=$((SECONDS + LEADER_SECONDS))
  until find_leader; do
    ((SECONDS < deadline)) || return 1
    sleep "$POLL_SECONDS"
  done
}

# has_caught_up NODE: whether its state lacks no more than --lag entries of what its peers have
# committed. Says in amiss what is not so.
has_caught_up() {
  local node applied committed most=0
  applied="$(metric "$1" craton_raft_applied_index)" || { amiss="$1 tells no metrics"; return 1; }
  for node in "${names[@]}"; do
    committed="$(metric "$node" craton_raft_commit_index)" || { amiss="$node tells no metrics"; return 1; }
    ((committed > most)) && most="$committed"
  done
  ((most - applied <= most_lag)) || { amiss="$1 lags behind by more than $most_lag entries"; return 1; }
}

# patiently COMMAND [ARGUMENT...]: repeats it until it succeeds, for whole_seconds at most. A node that
# has just come back may lose sight of a leader for a moment, or not answer. The command says in amiss
# what is not as it should be, or prints what it found.
patiently() {
  local deadline=$((SECONDS + whole_seconds)) said=$((SECONDS + 5))
  until "$@"; do
    ((SECONDS < deadline)) || return 1
    if ((SECONDS >= said)); then
      note "waiting: ${amiss:-no answer}"
      said=$((SECONDS + 5))
    fi
    sleep "$POLL_SECONDS"
  done
}

# require_whole: ends the script unless, within whole_seconds, every node is ready and has caught up,
# and one leads.
require_whole() {
  patiently is_whole || die "$amiss: nothing was restarted after that"
}

# is_whole: whether all of that holds now; sets leader, or says in amiss what does not. Ends the
# script if a node that is as far as the others knows other members than were named: waiting does not
# mend that.
is_whole() {
  local node voters
  for node in "${names[@]}"; do
    is_ready "$node" || { amiss="$node is not ready ($(ask_why "$node"))"; return 1; }
  done
  leader="$(find_leader)" || { amiss='not exactly one node leads'; return 1; }
  for node in "${names[@]}"; do
    has_caught_up "$node" || return 1
    voters="$(metric "$node" craton_raft_voters)" || { amiss="$node tells no metrics"; return 1; }
    ((voters == ${#names[@]})) ||
      die "$node knows $voters voting members, and ${#names[@]} were named: name all of them"
  done
}

# ask_why NODE: what the node says of its readiness, for people.
ask_why() {
  local said
  said="$(bash -c "$(fill "${get_command//--fail /}" "$1" "${urls[$1]}/health/ready")" </dev/null 2>&1)" || true
  printf '%s' "${said:-no answer}"
}

# restart NODE: runs the command, and waits until another process is ready and has caught up.
restart() {
  local node="$1" before after deadline said=$((SECONDS + 5))
  before="$(patiently started_at "$node")" || die "$node tells no start time"
  if "$dry_run"; then
    printf 'would run: %s\n' "$(fill "$restart_command" "$node")"
    return 0
  fi
  note "restarting $node"
  bash -c "$(fill "$restart_command" "$node")" </dev/null >&2 || die "the restart command failed for $node"
  deadline=$((SECONDS + ready_seconds))
  until after="$(started_at "$node")" && ((after != before)) && is_ready "$node" && has_caught_up "$node"; do
    ((SECONDS < deadline)) || die "$node is not back after ${ready_seconds} s: $(ask_why "$node")"
    if ((SECONDS >= said)); then
      note "waiting for $node: $(ask_why "$node")"
      said=$((SECONDS + 5))
    fi
    sleep "$POLL_SECONDS"
  done
  note "$node is back"
}

# hand_over NODE: gives leadership away before the leader is restarted, where there is a command for
# that; a node that stops does so anyway.
hand_over() {
  [[ -n "$transfer_command" ]] || return 0
  if "$dry_run"; then
    printf 'would run: %s\n' "$(fill "$transfer_command" "$1")"
    return 0
  fi
  note "handing on leadership of $1"
  bash -c "$(fill "$transfer_command" "$1")" </dev/null >&2 || die "the transfer command failed for $1"
  leader="$(await_leader)" || die "no node leads after the transfer"
}

# parse_node WORD: takes NAME=URL.
parse_node() {
  [[ "$1" =~ ^([a-z0-9]([a-z0-9-]*[a-z0-9])?)=(https?://[][A-Za-z0-9.:_-]+(/[A-Za-z0-9._-]+)*)$ ]] ||
    die "not NAME=URL: $1"
  [[ -z "${urls[${BASH_REMATCH[1]}]:-}" ]] || die "named twice: ${BASH_REMATCH[1]}"
  names+=("${BASH_REMATCH[1]}")
  urls["${BASH_REMATCH[1]}"]="${BASH_REMATCH[3]}"
}

# require_number WORD OPTION: ends the script unless the word is a whole number.
require_number() {
  [[ "$1" =~ ^(0|[1-9][0-9]{0,8})$ ]] || die "$2 takes a whole number"
}
