"""Answers as lines for people; scripts use ``--json``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from desk_app.cli import numbers_lines
from desk_app.cli.central_lines import desk_lines
from desk_app.cli.numbers_lines import block_line
from desk_app.cli.plain_lines import label_of, moment, plain_lines, texts_of
from desk_app.cli.stick_lines import answered_lines, exported_lines, imported_lines
from desk_app.services.outbox_words import kind_words
from desk_app.wording import money, say

Lines = Iterable[str]


def in_lines(kind: str, answer: Any, language: str) -> Lines:
    """The answer of a command, as a person at a terminal wants to read it."""
    special: Callable[[Any, str], Lines] | None = _SPECIAL.get(kind)
    return special(answer, language) if special is not None else plain_lines(answer, language)


def _received(answer: dict[str, Any], language: str) -> Iterator[str]:
    yield say("cli.line.received", language, code=answer["code"])
    for text in [*answer["promise_explained"], *answer["fee_explained"]]:
        yield f"  {text}"
    yield f"  {say('cli.line.fee', language, fee=money(answer['fee_vnd'], language))}"
    for text in answer["warnings"]:
        yield f"  ! {text}"


def _search(answer: dict[str, Any], language: str) -> Iterator[str]:
    more = "+" if answer.get("more") else ""
    yield say("cli.line.found", language, count=f"{answer['total']}{more}")
    for line in answer["dossiers"]:
        state = say(f"dossier.state.{line['state']}", language)
        yield f"{line['code']}  {line['applicant']}  {_procedure(line, language)}  {state}"
    for hit in answer["pages"]:
        yield say("cli.line.page_found", language, **hit)


def _procedure(line: dict[str, Any], language: str) -> str:
    english = line["procedure_name_en"] if language == "en" else None
    return str(english or line["procedure_name"])


def _dossier(answer: dict[str, Any], language: str) -> Iterator[str]:
    said = {
        "code": answer["code"],
        "procedure": f"{answer['procedure']} {_procedure(answer, language)}",
        "state": say(f"dossier.state.{answer['state']}", language),
        "applicant": answer["applicant"],
        "promised_at": _when(answer["promised_at"]) if answer["promised_at"] else None,
        "sync": say(f"cli.sync.{answer['sync']}", language),
    }
    for name, value in said.items():
        yield f"{label_of(name, language)}: {_value(value)}"
    for paper in answer["papers"]:
        state = say(f"cli.paper.{paper['state']}", language)
        yield f"  {paper['number']:>3}  {state:<16} {paper['name']}"
        if paper["pages"] or paper.get("file"):
            yield f"       {_pages_line(paper, language)}"
    yield from _amended_fields(answer, language)
    for line in answer["timeline"]:
        yield f"  {_when(line['at'])}  {line['text']}"


def _amended_fields(answer: dict[str, Any], language: str) -> Iterator[str]:
    none = say("amend.empty", language)
    for one in answer.get("amended", ()):
        said = {"name": one["name"], "value": one["value"] or none}
        yield "  " + say("cli.line.amended_field", language, printed=one["printed"] or none, **said)
        for option in one["conflict"]:
            said = {**option, "value": option["value"] or none, "at": _when(option["at"])}
            yield "    ! " + say("cli.line.conflict", language, **said)


def _amended(answer: dict[str, Any], language: str) -> Iterator[str]:
    for what in ("amended", "decided"):
        names = [say(f"amend.field.{name.replace('.', '_')}", language) for name in answer[what]]
        if names:
            yield say(f"cli.line.{what}", language, code=answer["code"], fields=", ".join(names))


def _pages_line(paper: dict[str, Any], language: str) -> str:
    file = paper["file"]
    state = say(f"cli.file.{file['state'] if file else 'none'}", language)
    return say("cli.line.pages", language, count=len(paper["pages"]), state=state)


def _scan(answer: dict[str, Any], language: str) -> Iterator[str]:
    yield say("cli.line.scanned", language, count=answer["pages"])
    yield from answer["warnings"]
    for stack in answer["stacks"]:
        if stack["dossier"] is not None and stack["reason"] is not None:
            yield f"  {say('cli.line.stack_empty', language, **stack)}"
        elif stack["dossier"] is not None:
            yield f"  {say('cli.line.stack_filed', language, **stack)}"
            if stack["hidden"]:
                yield f"    {say('cli.line.hidden', language, count=stack['hidden'])}"
        else:
            yield f"  {say('cli.line.stack_unmatched', language, **stack)}"
    expected = answer["expected"]
    if expected is not None and expected != answer["found"]:
        yield say("cli.line.stacks_differ", language, expected=expected, found=answer["found"])
    yield say("cli.line.archived", language, **answer["archive"])
    yield from _error(answer)


def _devices(answer: dict[str, Any], language: str) -> Iterator[str]:
    if not answer["devices"]:
        yield say("cli.line.no_devices", language)
    for device in answer["devices"]:
        yield f"{device['id']}  {device['name']}  {', '.join(device['sources'])}"


def _unclaimed(answer: dict[str, Any], language: str) -> Iterator[str]:
    yield say("cli.line.unclaimed", language, count=len(answer["files"]))
    yield from (f"  {name}" for name in answer["files"])


def _device_test(answer: dict[str, Any], language: str) -> Iterator[str]:
    values = {name: answer[name] for name in ("pages", "bytes", "seconds")}
    yield say("cli.line.device_tested", language, **values)
    yield from _error(answer)


def _error(answer: dict[str, Any]) -> Iterator[str]:
    error = answer.get("error")
    if error is not None:
        yield from (error["title"], error["meaning"], error["next_step"])
        yield from (f"  {name}: {words}" for name, words in error["fields"].items())


def _queue(answer: dict[str, Any], language: str) -> Iterator[str]:
    yield from _began_anew(answer)
    numbers = {name: answer[name] for name in ("waiting", "refused", "held")}
    yield say("cli.line.queue", language, **numbers)
    if answer["files_waiting"]:
        yield say("cli.line.files_waiting", language, count=answer["files_waiting"])
    for entry in answer["entries"]:
        said = entry["last_error"] or entry["what_next"]
        kind = kind_words(entry["kind"]).in_words(language)
        state = say(f"outbox.state.{entry['state']}", language)
        yield f"  {entry['dossier'] or '–'}  {kind}  {state}  {said}"
    unlisted = sum(numbers.values()) - len(answer["entries"])
    if unlisted > 0:
        yield f"  {say('cli.line.more', language, count=unlisted)}"


def _numbers(answer: dict[str, Any], language: str) -> Iterator[str]:
    yield from _began_anew(answer)
    for block in answer["blocks"]:
        yield block_line(block, language)


def _began_anew(answer: dict[str, Any]) -> Iterator[str]:
    if "began_anew" in answer:
        yield answer["began_anew"]["text"]


def _sync(answer: dict[str, Any], language: str) -> Iterator[str]:
    error = answer.get("error")
    if error is None or answer["accepted"] or answer["fetched"]:
        key = "cli.line.synced" if answer["reached_centre"] else "cli.line.not_reached"
        yield say(key, language, **answer)
    if error is not None:
        yield from (error["title"], error["meaning"], error["next_step"])


def _enrol_code(answer: dict[str, Any], language: str) -> Iterator[str]:
    until = _when(answer["expires_at"])
    yield f"{answer['code']}  ({answer['unit']}, {answer['counter']}, {until})"


def _import(answer: dict[str, Any], language: str) -> Iterator[str]:
    yield say("cli.line.imported", language, **{k: _count(v) for k, v in answer.items()})
    for problem in answer["skipped"]:
        yield (
            f"  {problem}"
            if isinstance(problem, str)
            else "  " + "  ".join(texts_of(problem, language))
        )


def _value(value: Any) -> str:
    return "–" if value is None or value == "" else str(value)


def _count(value: Any) -> Any:
    return len(value) if isinstance(value, list) else value


def _when(text: str | None) -> str:
    """A moment; what is still to come has none."""
    return moment(text) if text else _value(text)


_SPECIAL: dict[str, Callable[[Any, str], Lines]] = {
    "received": _received,
    "search": _search,
    "dossier": _dossier,
    "amended": _amended,
    "queue": _queue,
    "queue_exported": exported_lines,
    "queue_answered": answered_lines,
    "queue_imported": imported_lines,
    "scan": _scan,
    "devices": _devices,
    "unclaimed": _unclaimed,
    "device_test": _device_test,
    "numbers": _numbers,
    "numbers_opened": numbers_lines.opened_lines,
    "numbers_given": numbers_lines.given_lines,
    "numbers_taken": numbers_lines.taken_lines,
    "numbers_moved": numbers_lines.moved_lines,
    "central_voids": numbers_lines.void_lines,
    "sync": _sync,
    "import": _import,
    "central_enrol_code": _enrol_code,
    "central_desks": desk_lines,
}
