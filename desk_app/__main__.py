"""``python -m desk_app`` and ``desk-app``: the last catch, where a bug gets its report id."""

from __future__ import annotations

import logging
import os
import secrets
import sys

from desk_app.errors import Bug

log = logging.getLogger(__name__)


def main() -> int:
    """Runs the command line; a fault of ours becomes a sentence and a line in the log."""
    from desk_app.cli import main as run

    arguments = sys.argv[1:]
    try:
        return run(arguments)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # Who listened has gone; what was committed stays. Nothing more can be said.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception:
        bug = Bug(secrets.token_hex(4))
        log.exception("bug %s", bug.report_id)
        language = "en" if "en" in arguments else "vi"
        if "--json" in arguments:
            import json

            print(json.dumps(bug.as_json(language), ensure_ascii=False))
        else:
            print(f"{bug.title(language)}. {bug.next_step(language)}", file=sys.stderr)
        return bug.exit_code


if __name__ == "__main__":
    sys.exit(main())
