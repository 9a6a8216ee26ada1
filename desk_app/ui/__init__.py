"""Qt, and only here."""

from desk_app.ui.lasting import keep_constants

keep_constants()
