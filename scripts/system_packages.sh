#!/usr/bin/env bash
# Installs the programs of the machine that tests and benchmarks use, or says plainly what is skipped without them.
# In CI (CI=true or HOABAN_TESTS_MUST_RUN=1) nothing may be missing.
set -euo pipefail
cd "$(dirname "$0")/.."

# program : package : what needs it
wanted="chromium:chromium:the journeys in a browser
nginx:nginx:the benchmark beside nginx, and the tests behind it
nginx-brotli:libnginx-mod-http-brotli-static:the tests behind nginx
wrk:wrk:the benchmarks of the servers
xgettext:gettext:collecting the texts to translate
postgres:postgresql:every test on PostgreSQL
varnishd:varnish:the cache before the portal
strace:strace:the proof that what is published was synced before"

present() {
  case "$1" in
    postgres) command -v initdb >/dev/null || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null ;;
    nginx-brotli) [ -e /usr/lib/nginx/modules/ngx_http_brotli_static_module.so ] ;;
    nginx | varnishd) command -v "$1" >/dev/null || [ -x "/usr/sbin/$1" ] ;;
    *) command -v "$1" >/dev/null ;;
  esac
}

missing=()
while IFS=: read -r program package _; do
  present "$program" || missing+=("$package")
done <<<"$wanted"
[ ${#missing[@]} -eq 0 ] && exit 0

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  if command -v sudo >/dev/null && sudo -n true 2>/dev/null; then as_root=(sudo -n); else as_root=(no-root); fi
fi
if command -v apt-get >/dev/null && [ "${as_root[0]:-}" != no-root ]; then
  echo "Installing from this machine's packages: ${missing[*]} ..."
  mkdir -p var
  export DEBIAN_FRONTEND=noninteractive
  if ! { "${as_root[@]}" apt-get -qq update &&
    "${as_root[@]}" apt-get -qq install -y --no-install-recommends "${missing[@]}"; } >var/packages.log 2>&1; then
    echo "The packages could not be installed; the reason stands in var/packages.log."
  fi
fi

failed=0
while IFS=: read -r program package purpose; do
  if ! present "$program"; then
    failed=1
    echo "Skipped without the package $package: $purpose. (As root: apt install $package)"
  fi
done <<<"$wanted"
if [ "$failed" -eq 1 ] && [ -n "${CI:-}${HOABAN_TESTS_MUST_RUN:-}" ]; then
  echo "In CI nothing may be skipped." >&2
  exit 1
fi
