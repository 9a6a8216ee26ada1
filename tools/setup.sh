#!/usr/bin/env bash
# Make a checkout ready to work: system packages, .venv with the locked dependencies, bin/desk-app.
#
#   tools/setup.sh run      what the program itself needs
#   tools/setup.sh test     that, and what the tests, checks, benchmarks and screenshots need
#
# Nothing is fetched when nothing is missing, so every make target calls it first.
# DESK_APP_SYSTEM=no leaves the system's packages alone (for machines where somebody else cares).
# DESK_APP_PYTHON=/path/to/python names the interpreter to build .venv with.
#
# Exit codes: 0 ready, 2 wrong usage, 4 the machine says no (the last line says what to do).
set -euo pipefail

readonly purpose="${1:-}"
case "$purpose" in
    run | test) ;;
    *)
        echo "usage: tools/setup.sh run|test" >&2
        exit 2
        ;;
esac

cd "$(dirname "${BASH_SOURCE[0]}")/.."
readonly checkout="$PWD"
readonly venv=".venv"
readonly python="$venv/bin/python"

# Names of Debian 12; newer Debian and Ubuntu know them too.
readonly packages_to_run=(
    ca-certificates
    # Qt: widgets, fonts, OpenGL loader
    libglib2.0-0 libgl1 libegl1 libx11-6 libdbus-1-3 libfontconfig1 libfreetype6 libxkbcommon0
    # Qt: a window on X11
    libx11-xcb1 libxkbcommon-x11-0 libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1
    libxcb-randr0 libxcb-render0 libxcb-render-util0 libxcb-shape0 libxcb-shm0 libxcb-sync1
    libxcb-util1 libxcb-xfixes0 libxcb-xkb1
    # Qt: a window on Wayland
    libwayland-client0 libwayland-cursor0 libwayland-egl1
    # Qt: printing
    libcups2
    # Qt: the document camera
    libpulse0 libxext6 libxrandr2 libdrm2
    # Scanners
    sane-utils
)
readonly packages_to_test=(
    # A screen without a screen
    xvfb xauth xdotool imagemagick
    # The keyring
    dbus gnome-keyring
    # A printer that is only software
    cups cups-client cups-filters cups-ipp-utils avahi-daemon
    # Independent readers of what was printed
    poppler-utils libzbar0
    # Another client for network scanners
    sane-airscan
    # An independent validator of archive PDFs
    default-jre-headless libpdfbox2-java libactivation-java libjaxb-api-java libcommons-io-java
    # Tells what a program puts on the disk
    strace
    # Peers of the archive in the benchmarks
    ghostscript tesseract-ocr tesseract-ocr-vie
    # WeasyPrint, a peer in the benchmarks
    libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0
    # The centre's other database
    postgresql
)

say() { printf '%s\n' "$*" >&2; }

# give_up SENTENCE... : the machine says no.
give_up() {
    say "setup: $*"
    exit 4
}

# quietly COMMAND... : show the end of what it printed, and only if it failed.
quietly() {
    local output
    output="$(mktemp)"
    if "$@" >"$output" 2>&1 </dev/null; then
        rm -f "$output"
        return 0
    fi
    tail -n 30 "$output" >&2
    rm -f "$output"
    return 1
}

# ---------------------------------------------------------------- system packages

wanted_packages() {
    printf '%s\n' "${packages_to_run[@]}"
    [ "$purpose" = run ] || printf '%s\n' "${packages_to_test[@]}"
}

# Newer releases renamed libraries for 64-bit time: libcups2t64 is libcups2.
installed_packages() {
    wanted_packages | sed 'p; s/$/t64/' |
        xargs dpkg-query -W -f '${db:Status-Status} ${Package}\n' 2>/dev/null |
        sed -n 's/^installed //p' | sed 's/t64$//' || true
}

missing_packages() {
    comm -23 <(wanted_packages | sort -u) <(installed_packages | sort -u)
    [ ! -x "$python" ] || return 0
    local base
    base="$(find_python)" || printf '%s\n' python3
    has_venv "${base:-python3}" || printf '%s\n' python3-venv
}

# as_root COMMAND... : directly, or through sudo.
as_root() {
    # 9>&-: nothing that apt may leave running shall hold this script's lock.
    if [ "$(id -u)" = 0 ]; then "$@" 9>&-; else sudo "$@" 9>&-; fi
}

may_become_root() {
    [ "$(id -u)" = 0 ] && return 0
    command -v sudo >/dev/null || return 1
    sudo -n true 2>/dev/null || [ -t 0 ]
}

install_system_packages() {
    command -v dpkg-query >/dev/null && command -v apt-get >/dev/null || return 0
    local missing
    mapfile -t missing < <(missing_packages)
    [ "${#missing[@]}" -gt 0 ] || return 0

    local by_hand="apt-get update && apt-get install -y --no-install-recommends ${missing[*]}"
    may_become_root || give_up "system packages are missing and this account may not install them." \
        "Have an administrator run:  $by_hand"

    say "setup: installing ${#missing[@]} system packages (some minutes, without more words): ${missing[*]}"
    # RUNLEVEL=1: installed services (print server, database) are not started for our sake.
    local apt=(as_root env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1
        apt-get -qq -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=300)
    quietly "${apt[@]}" update ||
        say "setup: the package lists could not be refreshed; trying with those at hand"
    quietly "${apt[@]}" install -y --no-install-recommends "${missing[@]}" ||
        give_up "the system packages could not be installed (see above). By hand:  $by_hand"
}

# ---------------------------------------------------------------- Python

is_new_enough() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

has_venv() { "$1" -c 'import ensurepip, venv' 2>/dev/null; }

# The first interpreter that is new enough.
find_python() {
    local candidate
    for candidate in ${DESK_APP_PYTHON:+"$DESK_APP_PYTHON"} python3 python3.{11,12,13,14,15}; do
        if command -v "$candidate" >/dev/null && is_new_enough "$candidate"; then
            command -v "$candidate"
            return 0
        fi
    done
    return 1
}

lock_file() {
    if [ "$1" = run ]; then echo requirements.lock; else echo requirements-dev.lock; fi
}

sha256() { if command -v sha256sum >/dev/null; then sha256sum; else shasum -a 256; fi; }

# What .venv must have been made from: place, lock, this script.
fingerprint() {
    { printf '%s\n' "$checkout" && cat "$(lock_file "$1")" tools/setup.sh; } | sha256 | cut -d' ' -f1
}

stamp() { echo "$venv/.ready-to-$1"; }

is_ready_to() {
    [ -x "$python" ] && [ -x "$venv/bin/desk-app" ] && [ -f "$(stamp "$1")" ] &&
        [ "$(cat "$(stamp "$1")")" = "$(fingerprint "$1")" ]
}

# Whoever can test can run.
is_ready() { is_ready_to test || { [ "$purpose" = run ] && is_ready_to run; }; }

# A .venv that was made elsewhere, or whose interpreter is gone, is made anew.
make_venv() {
    local made_at
    made_at="$(cat "$venv/.made-at" 2>/dev/null || echo "$checkout")"
    [ "$made_at" != "$checkout" ] || ! is_new_enough "$python" || return 0
    local base
    base="$(find_python)" || give_up "Python 3.11 or newer is needed and was not found."
    has_venv "$base" || give_up "$base cannot make virtual environments. Install python3-venv."
    rm -rf "$venv"
    "$base" -m venv "$venv" || give_up "the virtual environment could not be made in $checkout/$venv."
}

install_dependencies() {
    local lock
    lock="$(lock_file "$purpose")"
    say "setup: installing the locked Python packages ($lock; some minutes, without more words)"
    "$python" -m pip --version >/dev/null 2>&1 || "$python" -m ensurepip >/dev/null
    # The lock names every package with its hash: nothing is resolved, nothing is compiled.
    PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore PIP_NO_INPUT=1 \
        quietly "$python" -m pip install --require-hashes --no-deps --only-binary :all: \
        --requirement "$lock" ||
        give_up "the Python packages could not be installed (see above). Is the package index reachable?"
}

# The checkout itself: importable from anywhere, and startable as .venv/bin/desk-app.
install_checkout() {
    local packages
    packages="$("$python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')"
    printf '%s\n' "$checkout" >"$packages/desk_app_checkout.pth"
    cat >"$venv/bin/desk-app" <<'LAUNCHER'
#!/bin/sh
# -P: the folder it is called from is not searched for modules.
exec "$(dirname "$(readlink -f "$0")")/python" -P -m desk_app "$@"
LAUNCHER
    chmod +x "$venv/bin/desk-app"
    # So that the first start is not the slow one, nor any where Python may not write files.
    "$python" -m compileall -q desk_app || true
}

install_python_packages() {
    is_ready && return 0
    make_venv
    install_dependencies
    install_checkout
    printf '%s\n' "$checkout" >"$venv/.made-at"
    fingerprint "$purpose" >"$(stamp "$purpose")"
}

# Two terminals may call this at once: the second waits for the first.
if command -v flock >/dev/null; then
    exec 9<tools/setup.sh
    flock 9
fi
[ "${DESK_APP_SYSTEM:-}" = no ] || install_system_packages
install_python_packages
