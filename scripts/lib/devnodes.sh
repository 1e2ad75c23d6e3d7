# shellcheck shell=bash
# shellcheck disable=SC2154
# Sourced by scripts/quickstart after devfiles.sh: the processes of a development cluster. Signals
# only processes that it started: a pid counts while the process has the start time written with it.
#
# Reads the settings of the caller: dir, nodes, settings (array of KEY=VALUE), launcher (scripts/craton),
# jar, and node_environment (array of NAME=VALUE), what the launcher is to be told.

readonly READY_SECONDS=120 LOG_LINES=15
STOP_SECONDS=15
declare -A started_here=()

# start_time PID: the kernel's start time of a process, in ticks since boot.
start_time() {
  local stat
  stat="$(cat "/proc/$1/stat" 2>/dev/null)" || return 1
  # The name in parentheses may hold spaces; the start time is the 20th field after it.
  stat="${stat##*) }"
  cut --delimiter=' ' --fields=20 <<<"$stat"
}

# node_pid NODE: prints the pid of the running node; fails without a word when it does not run.
node_pid() {
  local pid started
  read -r pid started 2>/dev/null <"$(node_dir "$1")/pid" || return 1
  [[ -n "$started" && "$(start_time "$pid")" == "$started" ]] || return 1
  # A killed process stays a zombie until its parent has taken notice.
  [[ "$(sed --regexp-extended 's/.*\) (.).*/\1/' "/proc/$pid/stat" 2>/dev/null)" != Z ]] || return 1
  printf '%s\n' "$pid"
}

# launch_key NODE: changes whenever a running node would have to be restarted to be as asked for.
launch_key() {
  {
    cat "$(node_dir "$1")/craton.yaml" "$jar" "$dir/tls/api$1.pem" "$dir/tls/node$1.pem"
    printf '%s\n' "${settings[@]}"
  } | sha256sum | cut --delimiter=' ' --fields=1
}

require_free_ports() {
  local node="$1" port
  for port in "$(api_port "$node")" "$(raft_port "$node")" "$(admin_port "$node")" "$(peer_port "$node")"; do
    if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
      die "port $port of node$node is in use by another process; choose others with --port-base"
    fi
  done
}

start_node() {
  local node="$1" home setting name pid
  started_here["$node"]=yes
  local -a arguments=() environment=()
  home="$(node_dir "$node")"
  require_free_ports "$node"
  for setting in "${settings[@]}"; do
    arguments+=(--set "$setting")
  done
  # The caller may have sourced an env file; names that begin with CRATON_ override the configuration.
  # Those of the library that makes faults do not.
  while IFS= read -r name; do
    environment+=("--unset=$name")
  done < <(compgen -e CRATON_ | grep --invert-match '^CRATON_CHAOS_' || true)
  launch_key "$node" >"$home/launched"
  env "${environment[@]}" SOFTHSM2_CONF="$dir/softhsm2.conf" MALLOC_ARENA_MAX=2 CRATON_JAR="$jar" \
    "${node_environment[@]}" \
    setsid "$launcher" server --config "$home/craton.yaml" "${arguments[@]}" \
    </dev/null >>"$home/log" 2>&1 {lock}>&- &
  pid=$!
  printf '%s %s\n' "$pid" "$(start_time "$pid")" | write_file "$home/pid"
  disown "$pid"
}

# start_nodes: starts what does not run, and restarts, one after the other, what runs as something
# else than what is asked for now.
start_nodes() {
  local node
  local -a changed=()
  for ((node = 1; node <= nodes; node++)); do
    if ! node_pid "$node" >/dev/null; then
      note "starting node$node"
      start_node "$node"
    elif [[ "$(launch_key "$node")" != "$(cat "$(node_dir "$node")/launched" 2>/dev/null)" ]]; then
      changed+=("$node")
    fi
  done
  for node in "${changed[@]}"; do
    note "restarting node$node: its jar, certificates or configuration changed"
    stop_nodes "$node"
    start_node "$node"
    await_ready "$node"
  done
}

# stop_nodes NODE...: SIGTERM to all at once, SIGKILL to those that are still there at the deadline.
stop_nodes() {
  local node pid deadline=$((SECONDS + STOP_SECONDS))
  for node in "$@"; do
    if pid="$(node_pid "$node")"; then
      kill -TERM "$pid" 2>/dev/null || true
    fi
  done
  for node in "$@"; do
    while pid="$(node_pid "$node")"; do
      if ((SECONDS >= deadline)); then
        note "node$node did not stop within ${STOP_SECONDS} s: killed"
        kill -KILL "$pid" 2>/dev/null || true
        deadline=$((SECONDS + STOP_SECONDS))
      fi
      sleep 0.1
    done
    rm --force "$(node_dir "$node")/pid"
  done
}

# health NODE WHAT: whether GET /health/WHAT answers 200.
health() {
  curl --silent --fail --max-time 2 --output /dev/null "$(admin_url "$1")/health/$2"
}

# leader: prints the number of the node that leads; fails without a word when none does.
leader() {
  local node
  for ((node = 1; node <= nodes; node++)); do
    if health "$node" leader; then
      printf '%s\n' "$node"
      return 0
    fi
  done
  return 1
}

# show_trouble NODE: why the node is not ready, as far as it can be known from outside.
show_trouble() {
  local home
  home="$(node_dir "$1")"
  if node_pid "$1" >/dev/null; then
    note "node$1 runs, but is not ready: $(curl --silent --show-error --max-time 2 "$(admin_url "$1")/health/ready" 2>&1)"
  else
    note "node$1 has ended"
  fi
  note "last lines of $home/log:"
  tail --lines="$LOG_LINES" "$home/log" >&2 || true
}

# await_ready NODE...: returns when all are ready and one node leads; ends the script otherwise. A
# node that somebody else has told to end may take its time for that; it is started when it is gone.
await_ready() {
  local node deadline=$((SECONDS + READY_SECONDS)) led=''
  for node in "$@"; do
    until health "$node" ready; do
      if ! node_pid "$node" >/dev/null && [[ -z "${started_here[$node]:-}" ]]; then
        note "node$node has ended meanwhile: starting it"
        start_node "$node"
      elif ! node_pid "$node" >/dev/null || ((SECONDS >= deadline)); then
        show_trouble "$node"
        die "node$node is not ready"
      fi
      sleep 0.2
    done
  done
  until led="$(leader)"; do
    ((SECONDS < deadline)) || die "no leader was elected within ${READY_SECONDS} s; see $dir/nodes/*/log"
    sleep 0.2
  done
  note "ready: $(printf 'node%s ' "$@")(node$led leads)"
}
