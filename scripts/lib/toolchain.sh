# shellcheck shell=bash
# Sourced by the scripts: finds a JDK 25 and the programs they need, installs what is missing when
# it may, and otherwise says exactly what to run. Changes nothing when everything is there.

readonly CRATON_JDK_FEATURE=25

# The repository's root, whatever the caller's directory; for the scripts that source this file.
# shellcheck disable=SC2034
CRATON_ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
# shellcheck disable=SC2034
readonly CRATON_ROOT

die() {
  printf 'error: %s\n' "$*" >&2
  exit 1
}

note() {
  printf '%s\n' "$*" >&2
}

# is_jdk DIR: whether DIR is a JDK of the wanted feature release, with a compiler.
is_jdk() {
  local home="$1"
  [[ -x "$home/bin/javac" && -r "$home/release" ]] &&
    grep --quiet --extended-regexp "^JAVA_VERSION=\"${CRATON_JDK_FEATURE}([.\"+-]|\$)" "$home/release"
}

# find_jdk: prints the home of a JDK 25; fails without a word when there is none.
find_jdk() {
  local home
  for home in "${JAVA_HOME:-}" "${JAVA25_HOME:-}" \
    /usr/lib/jvm/* /opt/java/* /opt/jdk* "${HOME:-/nonexistent}"/.sdkman/candidates/java/* \
    "${HOME:-/nonexistent}"/.jdks/*; do
    if [[ -n "$home" ]] && is_jdk "$home"; then
      printf '%s\n' "$home"
      return 0
    fi
  done
  return 1
}

# require_jdk: exports JAVA_HOME as a JDK 25, so that the build's own search finds it first.
require_jdk() {
  local home
  home="$(find_jdk)" ||
    die "no JDK ${CRATON_JDK_FEATURE} found in JAVA_HOME or /usr/lib/jvm; install one (https://adoptium.net, package temurin-${CRATON_JDK_FEATURE}-jdk) and set JAVA_HOME to it"
  export JAVA_HOME="$home"
}

# require_packages COMMAND:PACKAGE...: installs the Debian package of each command or file (a word
# with a slash) that is missing. Without the right to install it prints the line to run and exits.
require_packages() {
  local pair probe
  local -a missing=()
  for pair in "$@"; do
    probe="${pair%%:*}"
    if [[ "$probe" == */* ]]; then
      compgen -G "$probe" >/dev/null || missing+=("${pair#*:}")
    else
      command -v "$probe" >/dev/null || missing+=("${pair#*:}")
    fi
  done
  ((${#missing[@]} == 0)) && return 0

  local -a as_root=()
  if ((EUID != 0)); then
    as_root=(sudo --non-interactive)
    if ! command -v sudo >/dev/null || ! sudo --non-interactive true 2>/dev/null; then
      die "missing packages; run: sudo apt-get install --yes --no-install-recommends ${missing[*]}"
    fi
  fi
  command -v apt-get >/dev/null || die "missing, and no apt-get here; install: ${missing[*]}"
  note "installing: ${missing[*]}"
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update --quiet --quiet >&2 ||
    note "apt-get update failed; trying with the package lists that are here"
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install --yes --quiet --quiet --no-install-recommends "${missing[@]}" >&2 ||
    die "could not install; run: sudo apt-get update && sudo apt-get install --yes --no-install-recommends ${missing[*]}"
}

# require_test_tools: what `mvn verify` and the checks around it need.
require_test_tools() {
  require_packages \
    mvn:maven \
    softhsm2-util:softhsm2 \
    pkcs11-tool:opensc \
    openssl:openssl \
    curl:curl \
    jq:jq \
    node:nodejs \
    npm:npm \
    python3:python3 \
    shellcheck:shellcheck \
    haproxy:haproxy \
    '/usr/lib/*/libsoftokn3.so:libnss3'
}
