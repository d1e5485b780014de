# SPDX-License-Identifier: MIT
# Sourced by main/run and tests/run: installs packages and builds.

program_packages=(g++ cmake ninja-build ccache libcaf-dev libcurl4-openssl-dev
  nlohmann-json3-dev libspdlog-dev libcli11-dev libhowardhinnant-date-dev libsqlitecpp-dev
  libsqlite3-dev libpq-dev libutfcpp-dev libzstd-dev zlib1g-dev libssl-dev libsystemd-dev pkg-config
  libmicrohttpd-dev ca-certificates tzdata)

# Installs those of the packages that are missing; prints nothing if all are installed.
need_packages() {
  local missing=() package
  for package in "$@"; do
    dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed ||
      missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] && return
  echo "installing: ${missing[*]}" >&2
  local as_root=()
  [ "$(id -u)" -eq 0 ] || as_root=(sudo)
  "${as_root[@]}" apt-get update -qq >&2
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends "${missing[@]}" >&2
}

# One job more than there are cores, as ninja has it, and fewer where memory is short: a
# compiler takes up to 1.2 GB.
count_jobs() {
  local cores available
  cores=$(nproc)
  available=$(awk '/^(MemAvailable|SwapFree):/ { sum += $2 } END { print int(sum / 1200000) }' \
    /proc/meminfo)
  [ "$available" -gt 0 ] || available=1
  echo $((cores + 1 < available ? cores + 1 : available))
}

# build PRESET FOLDER TARGETS… -- CMAKE-OPTIONS…: configures if needed, and builds.
build() {
  local preset=$1 folder=$2 targets=()
  shift 2
  while [ $# -gt 0 ] && [ "$1" != -- ]; do targets+=("$1"); shift; done
  [ $# -gt 0 ] && shift
  if [ ! -f "$folder/build.ninja" ] || [ $# -gt 0 ]; then
    cmake --preset "$preset" "$@" >"$folder.log" 2>&1 || { cat "$folder.log" >&2; return 1; }
    mv "$folder.log" "$folder/configure.log"
  fi
  if ! ninja -C "$folder" -j "$(count_jobs)" "${targets[@]}" >"$folder/build.log" 2>&1; then
    cat "$folder/build.log" >&2
    return 1
  fi
}
