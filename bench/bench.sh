#!/usr/bin/env bash
# Builds the load generator and runs a benchmark script in a network namespace of its own, so that its ports, port
# range and congestion control are nobody else's. Without the right to do so it runs where it is and says so.
# usage: bench.sh SCRIPT [ARGUMENT...]
set -euo pipefail
cd "$(dirname "$0")/.."
script=$1
shift

missing=()
for package in gcc libssl-dev; do
  dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
done
if [ ${#missing[@]} -gt 0 ]; then
  echo "the benchmark needs these Debian packages: apt-get install ${missing[*]}" >&2
  exit 1
fi

mkdir -p var/bench
if [ ! -e var/bench/load ] || [ -n "$(find bench/load -newer var/bench/load -type f)" ]; then
  # Static, because --wrap (bench/load/load.h) replaces calls inside the library.
  cc -O2 -Wall -Wextra -o var/bench/load bench/load/*.c \
    -Wl,--wrap=EVP_DigestVerify,--wrap=EVP_PKEY_keygen -l:libssl.a -l:libcrypto.a -ldl -lpthread
fi

run=(node --import=tsx "bench/$script" "$@")
if unshare --net true 2>/dev/null; then
  export run_in_namespace="${run[*]@Q}"
  exec unshare --net bash -c '
    ip link set lo up
    sysctl -qw net.ipv4.ip_local_port_range="2048 65500" net.ipv4.tcp_tw_reuse=1
    sysctl -qw net.ipv4.tcp_congestion_control=cubic 2>/dev/null || true
    ulimit -n 60000 2>/dev/null || ulimit -n "$(ulimit -H -n)"
    eval exec "$run_in_namespace"'
fi
echo 'no right to a network namespace of its own: ports 9000, 9443 and 9465 of this machine are used' >&2
exec "${run[@]}"
