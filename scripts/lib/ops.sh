# shellcheck shell=bash
# Sourced by the scripts in scripts/ops: how they run the craton command, and what they share.
#
# Reads the settings of the caller: craton (array), passed (array of options for cluster commands).

die() {
  printf 'error: %s\n' "$*" >&2
  exit 1
}

note() {
  printf '%s\n' "$*" >&2
}

# wants VALUE...: ends the script when an option has no value.
wants() {
  (($# >= 2)) || die "$1 needs a value; see --help"
}

# need NAME VALUE: ends the script when a required option is missing.
need() {
  [[ -n "$2" ]] || die "$1 is missing; see --help"
}

# check_name OPTION VALUE, check_address OPTION VALUE: end the script on what no node is called, or
# no node can be reached at.
check_name() {
  [[ "$2" =~ ^[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?$ ]] || die "$1: not the name of a node: $2"
}

check_address() {
  # A bracket that closes stands first in a set of characters, one that opens anywhere.
  local form='^[][A-Za-z0-9._:%-]+:[0-9]{1,5}$'
  [[ "$2" =~ $form ]] || die "$1: not HOST:PORT: $2"
}

# cluster COMMAND ARGUMENT...: runs a cluster command as the caller of the script said.
cluster() {
  # shellcheck disable=SC2154
  "${craton[@]}" cluster "$@" "${passed[@]}"
}
