"""Qt, and only here."""

from desk_app.ui.lasting import keep_constants
from desk_app.ui.plain_imports import keep_imports_plain

keep_constants()
keep_imports_plain()
