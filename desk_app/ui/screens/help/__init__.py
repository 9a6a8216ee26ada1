"""All pages of the help, to read at leisure; F1 shows the one for where you are."""
