#!/usr/bin/env bash
# Prove that a fresh Debian 12 with nothing but Python 3.11 and make runs this program.
#
#   tools/prove_fresh_debian.sh                 make run without a display, make test, make run
#                                               with one (its picture: demo-out/fresh-debian.png)
#   tools/prove_fresh_debian.sh setup check     these targets instead; "window" is make run with
#                                               a display
#
# Makes a minimal Debian with debootstrap in a scratch folder, adds python3 and make, clones the
# last commit into a folder with a space in its name, and runs the targets there, without git and
# with an almost empty environment. Needs root and debootstrap; removes everything at the end.
# The mirror, the certificates and pip's settings are those of the machine it runs on.
#
# SCRATCH=DIR  where to work (default: TMPDIR or /tmp; about 4 GB)
# KEEP=yes     leave the Debian there for a look
#
# Exit code: that of the first target that failed, 4 where the machine cannot do it at all.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
readonly checkout="$PWD"

targets=("$@")
[ "${#targets[@]}" -gt 0 ] || targets=(run test window)

say() { printf 'fresh debian: %s\n' "$*"; }
give_up() {
    say "$*" >&2
    exit 4
}

[ "$(id -u)" = 0 ] || give_up "only root can make one; run it with sudo"
command -v debootstrap >/dev/null || give_up "debootstrap is missing: apt-get install debootstrap"

# Only this machine knows where it gets Debian from, in the new or the old form of apt's lists.
own_mirror() {
    {
        sed -n 's/^URIs:[[:space:]]*//p' /etc/apt/sources.list.d/*.sources 2>/dev/null || true
        sed -nE 's/^deb[[:space:]]+(\[[^]]*\][[:space:]]+)?([^[:space:]]+).*/\2/p' \
            /etc/apt/sources.list /etc/apt/sources.list.d/*.list 2>/dev/null || true
    } | tr ' ' '\n' | grep -v security | grep -m1 /debian
}

readonly root="$(mktemp -d "${SCRATCH:-${TMPDIR:-/tmp}}/fresh-debian.XXXXXX")"

# mktemp lets only its owner in, but this becomes the root of a system with other accounts.
chmod 755 "$root"

# Everything is mounted in a namespace of its own (below), so nothing is mounted here by now;
# --one-file-system all the same: whatever went wrong, nobody else's files are removed.
clean_up() {
    if [ "${KEEP:-}" = yes ]; then say "left in $root"; else rm -rf --one-file-system "$root"; fi
}
trap clean_up EXIT
trap 'exit 130' INT TERM

make_debian() {
    local mirror log="$root.log"
    mirror="$(own_mirror)" || give_up "no Debian mirror stands in this machine's apt sources"
    if ! debootstrap --variant=minbase --include=python3,make bookworm "$root" "$mirror" \
        >"$log" 2>&1; then
        tail -n 20 "$log" >&2
        rm -f "$log"
        give_up "debootstrap failed (see above)"
    fi
    rm -f "$log"
}

# How this machine reaches the outside: names, apt's and pip's settings, certificates.
copy_the_way_out() {
    cp -L /etc/resolv.conf /etc/hosts "$root/etc/"
    cp -r /etc/apt/apt.conf.d/. "$root/etc/apt/apt.conf.d/"
    # Files that clean up after an image was built would only be in the way.
    rm -f "$root"/etc/apt/apt.conf.d/docker-*
    mkdir -p "$root/root/.config/pip"
    if [ -f /etc/pip.conf ]; then cp /etc/pip.conf "$root/etc/"; fi
    if [ -f "${HOME:-/root}/.config/pip/pip.conf" ]; then
        cp "${HOME:-/root}/.config/pip/pip.conf" "$root/root/.config/pip/"
    fi
    if [ -f /etc/ssl/certs/ca-certificates.crt ]; then
        cp -L /etc/ssl/certs/ca-certificates.crt "$root/etc/outside.crt"
    fi
}

clone() {
    mkdir -p "$root/srv"
    git clone --quiet --no-hardlinks "file://$checkout" "$root/srv/a checkout"
}

# inside COMMAND... : in the new Debian, in namespaces of its own: when the command ends, every
# process it left behind ends and every mount is gone.
inside() {
    unshare --mount --pid --fork --kill-child bash -s -- "$root" "$@" <<'NAMESPACE'
set -euo pipefail
root="$1"
shift
mount -t proc proc "$root/proc"
mount -t tmpfs tmpfs "$root/dev/shm"
mount -t devpts -o newinstance,ptmxmode=0666 devpts "$root/dev/pts"
certificate=()
if [ -f "$root/etc/outside.crt" ]; then certificate=(PIP_CERT=/etc/outside.crt); fi
proxies=()
for name in http_proxy https_proxy no_proxy PIP_INDEX_URL; do
    if [ -n "${!name:-}" ]; then proxies+=("$name=${!name}"); fi
done
exec env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root \
    "${certificate[@]}" "${proxies[@]}" \
    chroot "$root" sh -c 'cd "/srv/a checkout" && exec "$@"' sh "$@" </dev/null
NAMESPACE
}

count_packages() { inside dpkg-query -W | wc -l; }

SECONDS=0
make_debian
copy_the_way_out
clone
say "$(cat "$root/etc/debian_version"), $(inside python3 --version), $(count_packages) packages," \
    "commit $(git rev-parse --short HEAD), made in $SECONDS s"

# make run with a display: the window comes, and a picture of it is brought out.
window() {
    inside make setup && inside tools/show_window.sh demo-out/window.png || return
    mkdir -p demo-out
    cp "$root/srv/a checkout/demo-out/window.png" demo-out/fresh-debian.png
}

failed=0
for target in "${targets[@]}"; do
    SECONDS=0
    code=0
    if [ "$target" = window ]; then window || code=$?; else inside make "$target" || code=$?; fi
    say "make $target: exit $code after $SECONDS s; $(count_packages) packages," \
        "$(du -sxh "$root" | cut -f1) on disk"
    [ "$failed" -ne 0 ] || failed=$code
done
exit "$failed"
