# shellcheck shell=bash
# shellcheck disable=SC2154
# Sourced by scripts/quickstart after devnodes.sh: what a client does with a development cluster.
# The token and the secrets reach curl by files and pipes, never as arguments.
#
# Reads the settings of the caller: dir, nodes, launcher, jar.

readonly REQUEST_SECONDS=15 FAILOVER_SECONDS=60 BOOTSTRAP_SECONDS=120

# mint_token: the root token, once in the life of the cluster, into the file of headers.
mint_token() {
  local said="$dir/bootstrap.out" token name
  local -a environment=()
  [[ -s "$dir/headers" ]] && return 0
  # Nothing of the caller's may lead to another cluster, which would be given a token.
  while IFS= read -r name; do
    environment+=("--unset=$name")
  done < <(compgen -e CRATON_)
  timeout "$BOOTSTRAP_SECONDS" env "${environment[@]}" CRATON_JAR="$jar" CRATON_CACHE=off \
    "$launcher" bootstrap --config "$(node_dir 1)/craton.yaml" \
    >"$said" 2>"$said.errors" </dev/null || die "bootstrap failed: $(<"$said.errors")"
  token="$(grep --only-matching --max-count=1 --extended-regexp 'pts_[a-z0-9]{32}' "$said")" ||
    die "bootstrap printed no token: $(<"$said.errors")"
  printf 'Authorization: Bearer %s\nContent-Type: application/json\n' "$token" | write_file "$dir/headers"
  rm --force "$said" "$said.errors"
}

# write_env: the file that clients source.
write_env() {
  local node pid endpoints='' admin='' token
  for ((node = 1; node <= nodes; node++)); do
    endpoints+="${endpoints:+,}$(api_url "$node")"
    admin+="${admin:+,}$(admin_url "$node")"
  done
  token="$(sed --quiet 's/^Authorization: Bearer //p' "$dir/headers")"
  {
    printf '# Source this file to reach the development cluster. It holds the root token.\n'
    printf 'export CRATON_ENDPOINTS=%q\n' "$endpoints"
    printf 'export CRATON_TOKEN=%q\n' "$token"
    printf 'export CRATON_CACERT=%q CRATON_CA_FILE=%q\n' "$dir/tls/api-ca.pem" "$dir/tls/api-ca.pem"
    printf 'export CRATON_ADMIN=%q\n' "$admin"
    for ((node = 1; node <= nodes; node++)); do
      pid="$(node_pid "$node")" || pid=''
      printf 'export CRATON_PID_%s=%q\n' "$node" "$pid"
    done
  } | write_file "$dir/env"
}

# request NODE PATH: posts standard input to the node and prints the answer.
request() {
  curl --silent --show-error --max-time "$REQUEST_SECONDS" --cacert "$dir/tls/api-ca.pem" \
    --header "@$dir/headers" --data-binary @- "$(api_url "$1")/v2/$2"
}

# call NODE PATH FILTER: posts standard input, wants Success, prints what the jq filter picks.
call() {
  local answer
  answer="$(request "$1" "$2")" || die "node$1 did not answer $2"
  [[ "$(jq --raw-output .status <<<"$answer")" == Success ]] || die "node$1 refused $2: $answer"
  jq --raw-output "$3" <<<"$answer"
}

# turn K: the K-th node, starting again at 1 after the last.
turn() { printf '%s' $((($1 - 1) % nodes + 1)); }

# demonstrate: a secret and a key across nodes, and a revocation that holds on all at once.
demonstrate() {
  local one two three value id message signature refused
  one="$(turn 1)" two="$(turn 2)" three="$(turn 3)"
  printf '\nA secret\n'
  value="$(openssl rand -hex 12)"
  id="$(printf '{"type":"secret","folder":"/demo","secret":"%s"}' "$value" | call "$one" secret/store .result.id)"
  printf '  stored on node%s as %s\n' "$one" "$id"
  [[ "$(printf '{"id":"%s"}' "$id" | call "$two" get '.result.item_versions[0].secret')" == "$value" ]] ||
    die "node$two gave another value than was stored"
  printf '  read on node%s: the same value\n' "$two"

  printf 'A key that never leaves the HSM\n'
  id="$(printf '{"type":"asymmetric_key","purpose":"signing","algorithm":"ES256","folder":"/demo"}' |
    call "$one" key/generate .result.id)"
  printf '  generated on node%s: ES256 as %s\n' "$one" "$id"
  message="$(printf 'signed by a vault' | base64)"
  signature="$(printf '{"id":"%s","message":"%s"}' "$id" "$message" | call "$two" sign .result.signature)"
  printf '  signed on node%s: %s...\n' "$two" "${signature:0:32}"
  [[ "$(printf '{"id":"%s","message":"%s","signature":"%s"}' "$id" "$message" "$signature" |
    call "$three" verify .result.valid_signature)" == true ]] || die "node$three does not accept the signature"
  printf '  verified on node%s\n' "$three"
  printf '{"id":"%s","state":"suspended"}' "$id" | call "$one" state/change .status >/dev/null
  refused="$(printf '{"id":"%s","message":"%s"}' "$id" "$message" | request "$three" sign | jq --raw-output .status)"
  [[ "$refused" == ForbiddenVaultOperation ]] || die "node$three answered $refused with a suspended key"
  printf '  suspended on node%s, and node%s refuses to sign with it at once\n' "$one" "$three"
}

# milliseconds: a clock for measuring.
milliseconds() { date +%s%3N; }

# kill_leader: kills the leader with SIGKILL, says how long no write was acknowledged, restarts it.
kill_leader() {
  local victim pid node said began deadline acknowledged=''
  victim="$(leader)" || die "no node leads; see scripts/quickstart --status"
  pid="$(node_pid "$victim")" || die "node$victim leads, but was not started from here"
  ((nodes > 1)) || die "there is no other node to take over"
  kill -KILL "$pid"
  began="$(milliseconds)"
  deadline=$((SECONDS + FAILOVER_SECONDS))
  printf 'killed node%s (pid %s), the leader\n' "$victim" "$pid"
  node="$victim"
  while [[ -z "$acknowledged" ]]; do
    ((SECONDS < deadline)) || die "no write was acknowledged within ${FAILOVER_SECONDS} s"
    node="$(turn $((node + 1)))"
    ((node == victim)) && continue
    said="$(printf '{"type":"secret","folder":"/demo","secret":"after the kill"}' |
      request "$node" secret/store 2>/dev/null)" || true
    if [[ "$said" == *'"Success"'* ]]; then
      acknowledged="$(milliseconds)"
    fi
  done
  printf 'a write was acknowledged by node%s %s ms after the kill\n' "$node" $((acknowledged - began))
  start_node "$victim"
  await_ready "$victim"
  write_env
}

# show_status: one line a node.
show_status() {
  local node pid state role
  for ((node = 1; node <= nodes; node++)); do
    role=follower
    if ! pid="$(node_pid "$node")"; then
      pid=- role=- state=stopped
    elif health "$node" ready; then
      state=ready
    else
      state='not ready'
    fi
    [[ "$state" != ready ]] && role=-
    [[ "$state" == ready ]] && health "$node" leader && role=leader
    printf 'node%s  pid %-8s %-10s %-9s %s  log %s\n' \
      "$node" "$pid" "$state" "$role" "$(api_url "$node")" "$(node_dir "$node")/log"
  done
}

# show_next: how to go on.
show_next() {
  local again=scripts/quickstart
  [[ "$dir" == "$CRATON_ROOT/.craton" ]] || again+=" --dir $dir"
  local example="curl --silent --cacert \"\$CRATON_CACERT\" --header @$dir/headers"
  cat <<NEXT

The cluster runs. In a shell:

  . $dir/env

  $example \\
    --data '{"type":"secret","name":"database","secret":"correct horse"}' $(api_url 1)/v2/secret/store
  $example \\
    --data '{"filter":{}}' $(api_url "$(turn 2)")/v2/list

  scripts/craton item list
  scripts/craton item get /secret/database --value-only

CRATON_ENDPOINTS, CRATON_TOKEN, CRATON_CACERT, CRATON_CA_FILE, CRATON_ADMIN and CRATON_PID_1 to
CRATON_PID_$nodes are set by that file. scripts/craton --help lists the commands.

  $again --status         what runs
  $again --kill-leader    watch a fail-over
  $again --stop           stop the nodes, keep the data
  $again --clean          stop them and delete everything
NEXT
}
