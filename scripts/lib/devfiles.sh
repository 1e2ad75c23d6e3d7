# shellcheck shell=bash
# shellcheck disable=SC2154
# Sourced by scripts/quickstart after toolchain.sh: the files of a development cluster. Everything
# lies below $dir and is owner-only. No secret ever stands in a process' arguments.
#
# Reads the settings of the caller: dir, nodes, port_base, sans (array).

# Ports: offsets from --port-base, plus the node's number.
readonly RAFT_OFFSET=100 ADMIN_OFFSET=200 PEER_OFFSET=300
readonly CERTIFICATE_DAYS=825

api_port() { printf '%s' $((port_base + $1)); }
raft_port() { printf '%s' $((port_base + RAFT_OFFSET + $1)); }
admin_port() { printf '%s' $((port_base + ADMIN_OFFSET + $1)); }
peer_port() { printf '%s' $((port_base + PEER_OFFSET + $1)); }
api_url() { printf 'https://127.0.0.1:%s' "$(api_port "$1")"; }
admin_url() { printf 'http://127.0.0.1:%s' "$(admin_port "$1")"; }
node_dir() { printf '%s/nodes/%s' "$dir" "$1"; }

# find_softhsm: prints the path of the PKCS#11 library.
find_softhsm() {
  local library
  for library in /usr/lib/softhsm/libsofthsm2.so /usr/lib/*/softhsm/libsofthsm2.so \
    /usr/lib64/softhsm/libsofthsm2.so /usr/lib64/pkcs11/libsofthsm2.so \
    /usr/local/lib/softhsm/libsofthsm2.so; do
    if [[ -r "$library" ]]; then
      printf '%s\n' "$library"
      return 0
    fi
  done
  die "no libsofthsm2.so in /usr/lib, /usr/lib64 or /usr/local/lib; install softhsm2"
}

# write_file PATH: standard input becomes the file, whole or not at all.
write_file() {
  cat >"$1.new"
  mv --force "$1.new" "$1"
}

# quiet COMMAND...: shows what the command said only when it fails.
quiet() {
  local said
  said="$("$@" 2>&1)" || die "$1 failed: $said"
}

# make_ca NAME: an authority in tls/NAME-ca.pem and tls/NAME-ca.key.
make_ca() {
  local name="$1" key="$dir/tls/$1-ca.key" certificate="$dir/tls/$1-ca.pem"
  [[ -s "$certificate" && -s "$key" ]] && return 0
  quiet openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
    -days "$CERTIFICATE_DAYS" -subj "/CN=Craton development $name CA" \
    -addext 'basicConstraints=critical,CA:TRUE,pathlen:0' \
    -addext 'keyUsage=critical,keyCertSign,cRLSign' -keyout "$key" -out "$certificate.new"
  mv --force "$certificate.new" "$certificate"
}

# make_certificate CA NAME USAGE SAN: a key and a certificate in tls/NAME.{key,pem}; made anew when
# the names asked for are others than those of the certificate that is there.
make_certificate() {
  local ca="$dir/tls/$1-ca" base="$dir/tls/$2" usage="$3" san="$4"
  [[ -s "$base.pem" && -s "$base.key" && "$(cat "$base.san" 2>/dev/null)" == "$san" ]] && return 0
  write_file "$base.ext" <<EXTENSIONS
basicConstraints=critical,CA:FALSE
keyUsage=critical,digitalSignature
extendedKeyUsage=$usage
subjectAltName=$san
EXTENSIONS
  quiet openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=$2" \
    -keyout "$base.key" -out "$base.csr"
  quiet openssl x509 -req -in "$base.csr" -CA "$ca.pem" -CAkey "$ca.key" -CAcreateserial \
    -days "$CERTIFICATE_DAYS" -extfile "$base.ext" -out "$base.pem.new"
  mv --force "$base.pem.new" "$base.pem"
  printf '%s\n' "$san" >"$base.san"
  rm --force "$base.csr" "$base.ext"
}

# san_entry NAME: as openssl writes it, an address or a name.
san_entry() {
  if [[ "$1" =~ ^[0-9]+(\.[0-9]+){3}$ || "$1" == *:* ]]; then
    printf 'IP:%s' "$1"
  else
    printf 'DNS:%s' "$1"
  fi
}

# make_certificates: two authorities, so that no API certificate is good for traffic between nodes.
make_certificates() {
  local node name api_san='DNS:localhost,IP:127.0.0.1,IP:::1'
  mkdir --parents "$dir/tls"
  for name in "${sans[@]}"; do
    api_san+=",$(san_entry "$name")"
  done
  make_ca api
  make_ca cluster
  for ((node = 1; node <= nodes; node++)); do
    make_certificate api "api$node" serverAuth "$api_san"
    make_certificate cluster "node$node" serverAuth,clientAuth \
      "DNS:node$node,DNS:localhost,IP:127.0.0.1"
  done
}

# random_pin: 24 digits. Digits, because some tokens take nothing else.
random_pin() {
  local pin=''
  while ((${#pin} < 24)); do
    pin+="$(openssl rand -hex 32 | tr --delete --complement '0-9')"
  done
  printf '%s' "${pin:0:24}"
}

# make_token: one SoftHSM token that all nodes share, as they would share an HSM's partition.
# softhsm2-util takes PINs as arguments, which every user of the machine could read, or from a
# terminal: it gets a terminal (script), and the PINs through a pipe.
make_token() {
  local said
  export SOFTHSM2_CONF="$dir/softhsm2.conf"
  write_file "$SOFTHSM2_CONF" <<CONFIGURATION
directories.tokendir = $dir/tokens
objectstore.backend = file
log.level = ERROR
slots.removable = false
CONFIGURATION
  [[ -e "$dir/token-made" ]] && return 0
  rm --recursive --force "$dir/tokens"
  mkdir --parents "$dir/tokens"
  random_pin | write_file "$dir/so-pin"
  random_pin | write_file "$dir/pin"
  said="$(printf '%s\n' "$(<"$dir/so-pin")" "$(<"$dir/so-pin")" "$(<"$dir/pin")" "$(<"$dir/pin")" |
    timeout --foreground 60 script --quiet --return --echo never \
      --command 'softhsm2-util --init-token --free --label craton' /dev/null)" ||
    die "softhsm2-util could not initialise a token: $said"
  touch "$dir/token-made"
}

# yaml_text TEXT: the text as a YAML scalar in single quotes.
yaml_text() {
  printf "'%s'" "${1//\'/\'\'}"
}

# make_configuration NODE LIBRARY: the node's craton.yaml.
make_configuration() {
  local node="$1" library="$2" member
  mkdir --parents "$(node_dir "$node")"
  {
    printf 'node:\n  name: node%s\n  data-dir: %s\n' "$node" "$(yaml_text "$(node_dir "$node")/data")"
    printf 'cluster:\n  id: %s\n  members:\n' "$(<"$dir/cluster-id")"
    for ((member = 1; member <= nodes; member++)); do
      printf '    - {name: node%s, raft: "127.0.0.1:%s", peer: "127.0.0.1:%s"}\n' \
        "$member" "$(raft_port "$member")" "$(peer_port "$member")"
    done
    printf '  tls:\n    certificate: %s\n    key: %s\n    ca: %s\n' \
      "$(yaml_text "$dir/tls/node$node.pem")" "$(yaml_text "$dir/tls/node$node.key")" \
      "$(yaml_text "$dir/tls/cluster-ca.pem")"
    printf 'http:\n  address: 127.0.0.1\n  port: %s\n' "$(api_port "$node")"
    printf '  tls:\n    certificate: %s\n    key: %s\n' \
      "$(yaml_text "$dir/tls/api$node.pem")" "$(yaml_text "$dir/tls/api$node.key")"
    printf 'admin:\n  address: 127.0.0.1\n  port: %s\n' "$(admin_port "$node")"
    printf 'hsm:\n  library: %s\n  token-label: craton\n  pin-file: %s\n  software-keys: allowed\n' \
      "$(yaml_text "$library")" "$(yaml_text "$dir/pin")"
    printf 'bootstrap:\n  key-file: %s\n' "$(yaml_text "$dir/bootstrap.key")"
    printf 'shutdown:\n  drain: 0s\n'
  } | write_file "$(node_dir "$node")/craton.yaml"
}

# make_files: everything a node needs before its first start; keeps what is there.
make_files() {
  local node library
  library="$(find_softhsm)"
  make_certificates
  make_token
  [[ -s "$dir/cluster-id" ]] || printf 'dev-%s\n' "$(openssl rand -hex 4)" | write_file "$dir/cluster-id"
  [[ -s "$dir/bootstrap.key" ]] || openssl rand -hex 32 | write_file "$dir/bootstrap.key"
  for ((node = 1; node <= nodes; node++)); do
    make_configuration "$node" "$library"
  done
}
