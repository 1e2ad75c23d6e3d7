# shellcheck shell=bash
# shellcheck disable=SC2154
# Sourced by scripts/ops/bootstrap-cluster after toolchain.sh: the files of a new cluster. No secret
# ever stands in a process' arguments.
#
# Reads the settings of the caller: out, cluster, names, hosts, offsets, ports, and the rest.

# write_whole FILE: standard input becomes the file, whole or not at all.
write_whole() {
  cat >"$1.new"
  mv --force "$1.new" "$1"
}

# silently COMMAND...: shows what the command said only when it fails.
silently() {
  local said
  said="$("$@" 2>&1)" || die "$1 failed: $said"
}

# port_of NODE KIND: 0 for the API, 1 for Raft, 2 for peers, 3 for admin.
port_of() {
  printf '%s' $((ports[$2] + offsets[$1]))
}

# san_of NAME: as openssl writes it, an address or a name.
san_of() {
  if [[ "$1" =~ ^[0-9]+(\.[0-9]+){3}$ || "$1" == *:* ]]; then
    printf 'IP:%s' "$1"
  else
    printf 'DNS:%s' "$1"
  fi
}

# authority NAME: where the authority of that name is, without suffix.
authority() { printf '%s/ca/%s-ca' "$out" "$1"; }

# has_nodes: whether an earlier run has made files of nodes.
has_nodes() { compgen -G "$out/nodes/*/*.pem" >/dev/null; }

# make_authority NAME: an authority, unless it is there. Never another one for nodes that have files:
# they would not believe each other, nor clients them.
make_authority() {
  local base
  base="$(authority "$1")"
  [[ -s "$base.pem" && -s "$base.key" ]] && return 0
  [[ ! -e "$base.pem" && ! -e "$base.key" ]] || die "half of the authority $base is missing"
  ! has_nodes || die "the authority $base signed for these nodes and is not here: bring ca back to $out"
  mkdir --parents "$out/ca"
  silently openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-384 -nodes \
    -days $((10 * days)) -subj "/CN=Craton $cluster $1 CA" \
    -addext 'basicConstraints=critical,CA:TRUE,pathlen:0' \
    -addext 'keyUsage=critical,keyCertSign,cRLSign' -keyout "$base.key" -out "$base.pem.new"
  mv --force "$base.pem.new" "$base.pem"
  note "made the authority $base.pem"
}

# is_good AUTHORITY FILE SAN NAMES: whether the certificate of FILE.pem is there, for the names that
# are noted in the file NAMES, signed by that authority, and good for another third of its time.
is_good() {
  [[ -s "$2.pem" && -s "$2.key" && "$(cat "$4" 2>/dev/null)" == "$3" ]] &&
    openssl x509 -noout -checkend $((days * 86400 / 3)) -in "$2.pem" >/dev/null &&
    openssl verify -no-CAfile -no-CApath -trusted "$(authority "$1").pem" "$2.pem" >/dev/null 2>&1
}

# make_pair AUTHORITY NODE USAGE SAN: a key and a certificate in the node's directory, named after
# the authority; made anew when the one that is there is not good.
make_pair() {
  local ca file="$out/nodes/$2/$1" usage="$3" san="$4" noted="$out/ca/$1-$2.names"
  ca="$(authority "$1")"
  if is_good "$1" "$file" "$san" "$noted"; then
    return 0
  fi
  write_whole "$file.ext" <<EXTENSIONS
basicConstraints=critical,CA:FALSE
keyUsage=critical,digitalSignature
extendedKeyUsage=$usage
authorityKeyIdentifier=keyid
subjectAltName=$san
EXTENSIONS
  silently openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
    -subj "/CN=$2" -keyout "$file.key" -out "$file.csr"
  silently openssl x509 -req -in "$file.csr" -CA "$ca.pem" -CAkey "$ca.key" \
    -CAserial "$out/ca/$1-ca.srl" -CAcreateserial -days "$days" -extfile "$file.ext" -out "$file.pem.new"
  mv --force "$file.pem.new" "$file.pem"
  printf '%s\n' "$san" >"$noted"
  rm --force "$file.csr" "$file.ext"
}

# in_yaml TEXT: the text as a YAML scalar in single quotes.
in_yaml() {
  printf "'%s'" "${1//\'/\'\'}"
}

# at_node NODE TEMPLATE: the template with {node} in place.
at_node() { printf '%s' "${2//\{node\}/$1}"; }

# make_bootstrap_key: the key that proves the right to the first token, for the first run and while it
# is there. Once it was deleted, no later run makes it again, unless asked with --bootstrap.
make_bootstrap_key() {
  [[ ! -s "$out/bootstrap.key" ]] || return 0
  if has_nodes && ! "$bootstrap"; then
    note "no bootstrap.key, and no lines that name it: it was deleted after an earlier run"
    return 0
  fi
  openssl rand -hex 32 | write_whole "$out/bootstrap.key"
}

# make_node NODE: everything that the node needs, in out/nodes/NODE.
make_node() {
  local node="$1" home="$out/nodes/$1" host="${hosts[$1]}" name api_san cluster_san
  mkdir --parents "$home"
  api_san="DNS:$node,DNS:localhost,IP:127.0.0.1"
  [[ "$host" == localhost || "$host" == 127.0.0.1 || "$host" == "$node" ]] || api_san+=",$(san_of "$host")"
  cluster_san="$api_san"
  for name in "${api_names[@]}"; do
    api_san+=",$(san_of "$name")"
  done
  make_pair api "$node" serverAuth "$api_san"
  make_pair cluster "$node" serverAuth,clientAuth "$cluster_san"
  cp --force "$(authority cluster).pem" "$home/cluster-ca.pem"
  cp --force "$(authority api).pem" "$home/api-ca.pem"
  write_whole "$home/hsm.pin" <"$pin_file"
  if [[ -s "$out/bootstrap.key" ]]; then
    write_whole "$home/bootstrap.key" <"$out/bootstrap.key"
  else
    rm --force "$home/bootstrap.key"
  fi
  configuration "$node" "$(at_node "$node" "$config_dir")" | write_whole "$home/craton.yaml"
}

# configuration NODE DIR: the node's craton.yaml, for files in DIR.
configuration() {
  local node="$1" dir="$2" member setting
  printf 'node:\n  name: %s\n  data-dir: %s\n' "$node" "$(in_yaml "$(at_node "$node" "$data_dir")")"
  printf 'cluster:\n  id: %s\n  members:\n' "$cluster"
  for member in "${names[@]}"; do
    printf '    - {name: %s, raft: %s, peer: %s}\n' "$member" \
      "$(in_yaml "${hosts[$member]}:$(port_of "$member" 1)")" \
      "$(in_yaml "${hosts[$member]}:$(port_of "$member" 2)")"
  done
  printf '  tls:\n    certificate: %s\n    key: %s\n    ca: %s\n' "$(in_yaml "$dir/cluster.pem")" \
    "$(in_yaml "$dir/cluster.key")" "$(in_yaml "$dir/cluster-ca.pem")"
  printf 'http:\n  address: %s\n  port: %s\n  tls:\n    certificate: %s\n    key: %s\n' \
    "$(in_yaml "$api_address")" "$(port_of "$node" 0)" "$(in_yaml "$dir/api.pem")" "$(in_yaml "$dir/api.key")"
  printf 'admin:\n  port: %s\n' "$(port_of "$node" 3)"
  printf 'hsm:\n  library: %s\n  token-label: %s\n  pin-file: %s\n' "$(in_yaml "$library")" \
    "$(in_yaml "$token_label")" "$(in_yaml "$dir/hsm.pin")"
  [[ ! -s "$out/bootstrap.key" ]] || printf 'bootstrap:\n  key-file: %s\n' "$(in_yaml "$dir/bootstrap.key")"
  for setting in "${settings[@]}"; do
    printf '%s: %s\n' "${setting%%=*}" "$(in_yaml "${setting#*=}")"
  done
}
