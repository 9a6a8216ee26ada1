#!/usr/bin/env bash
# Start the program on a screen that exists only in memory, wait for its window, take a picture.
#
#   tools/show_window.sh PICTURE.png                    what make run opens
#   tools/show_window.sh PICTURE.png COMMAND [ARG...]   what this command opens
#
# Exit code 0: a window came and the picture is there. 1: none came within three minutes, or the
# program ended first. 4: Xvfb, xdotool or import are missing (make setup brings them).
set -euo pipefail

readonly picture="${1:?usage: tools/show_window.sh PICTURE.png [COMMAND...]}"
shift
[ "$#" -gt 0 ] || set -- make -C "$(dirname "${BASH_SOURCE[0]}")/.." run

for program in Xvfb xdotool import; do
    command -v "$program" >/dev/null || {
        echo "show_window: $program is missing; make setup installs it" >&2
        exit 4
    }
done

mkdir -p "$(dirname "$picture")"
said="$(mktemp)"
started=()
end_all() {
    # Each was started as the leader of its own session: its children go with it.
    for leader in "${started[@]}"; do kill -- "-$leader" 2>/dev/null || true; done
    wait 2>/dev/null || true
    rm -f "$said"
}
trap end_all EXIT

# Xvfb looks for a free number itself and says which.
setsid Xvfb -displayfd 3 -screen 0 1366x768x24 3>"$said" 2>/dev/null &
started+=($!)
for _ in {1..100}; do [ -s "$said" ] && break || sleep 0.1; done
DISPLAY=":$(cat "$said")"
export DISPLAY
unset WAYLAND_DISPLAY QT_QPA_PLATFORM

setsid "$@" </dev/null &
program=$!
started+=("$program")

for _ in {1..360}; do
    kill -0 "$program" 2>/dev/null || {
        echo "show_window: the program ended without a window" >&2
        exit 1
    }
    if window="$(xdotool search --onlyvisible --name . 2>/dev/null | tail -n 1)" && [ -n "$window" ]; then
        sleep 2 # let it paint
        import -window root "$picture"
        echo "show_window: $(xdotool getwindowname "$window"), $(xdotool getwindowgeometry "$window" |
            sed -n 's/.*Geometry: //p'), see $picture"
        exit 0
    fi
    sleep 0.5
done
echo "show_window: no window within three minutes" >&2
exit 1
