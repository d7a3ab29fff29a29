# Reads a plain-text dump of PostgreSQL to its end and says what is in it, without a server and without running any of it:
#
#   LC_ALL=C awk -f read-plain-dump.awk backup.sql
#
#   version TAB …         the server that it was dumped from
#   table TAB schema.name one line a table
#   indexes TAB count     indexes, and constraints that bring one
#   refused TAB line TAB… what psql would do besides SQL: a command such as \! runs programs on the host that restores
#   whole TAB yes|no      whether it reaches pg_dump's last line, with nothing left open
#
# It follows psql's own rules for quotes, comments and COPY, so that a backslash in a text is no command, and a command
# does not pass for text. What it cannot follow it refuses.

function refuse(why) { if (refusals++ < 20) print "refused\t" NR "\t" why }

# What stands outside of quotes: the last character tells whether a statement has ended.
function outside(text) {
  gsub(/[ \t]+$/, "", text)
  if (text !~ /[^ \t]/) return
  last = substr(text, length(text))
  afterEscape = 0
}

# Leaves a quoted text; `line` is what follows its opening.
function quoted(line, at) {
  for (;;) {
    if (state == "E") at = match(line, /['\\]/); else at = index(line, state)
    if (!at) return ""
    if (substr(line, at, 1) == "\\") { line = substr(line, at + 2); continue }
    line = substr(line, at + 1)
    # A doubled quote stands for one of its kind.
    if (substr(line, 1, 1) == (state == "E" ? "'" : state)) { line = substr(line, 2); continue }
    afterEscape = (state == "E"); state = ""; last = "'"
    return line
  }
}

function dollars(line, at) {
  at = index(line, state)
  if (!at) return ""
  line = substr(line, at + length(state)); state = ""; last = "'"
  return line
}

# Comments nest.
function comment(line, at) {
  while (depth > 0 && (at = match(line, /\/\*|\*\//))) {
    depth += substr(line, at, 2) == "/*" ? 1 : -1
    line = substr(line, at + 2)
  }
  if (depth > 0) return ""
  state = ""
  return line
}

# The next quote, comment or backslash of a line, and what it opens.
function plain(line, at, found, before) {
  at = match(line, /['"$\\]|--|\/\*/)
  if (!at) { outside(line); return "" }
  found = substr(line, at, 2); before = at > 1 ? substr(line, at - 1, 1) : ""
  outside(substr(line, 1, at - 1))
  if (found == "--") return ""
  if (found == "/*") { state = "/*"; depth = 1; return substr(line, at + 2) }
  found = substr(line, at, 1)
  if (found == "\\") { refuse("a psql command: " substr(line, at, 40)); return "" }
  if (found == "$") {
    if (before !~ /[A-Za-z0-9_$\200-\377]/ && match(substr(line, at), /^\$([A-Za-z_\200-\377][A-Za-z0-9_\200-\377]*)?\$/)) {
      state = substr(line, at, RLENGTH)
      return substr(line, at + RLENGTH)
    }
    return substr(line, at + 1)
  }
  if (found == "'" && (afterEscape || (before ~ /[eE]/ && substr(line, 1, at - 2) !~ /[A-Za-z0-9_$\200-\377]$/))) state = "E"
  else state = found
  return substr(line, at + 1)
}

BEGIN { state = ""; last = ";"; trailer = 0 }

copying { if ($0 == "\\." || $0 == "\\.\r") copying = 0; next }

{ sub(/\r$/, "") }

/standard_conforming_strings/ && $0 != "SET standard_conforming_strings = on;" { refuse("it changes how quotes are read") }

state == "" {
  if ($0 ~ /[^ \t]/) {
    if ($0 == "-- PostgreSQL database dump complete") trailer = 1
    else if ($0 != "--" && $0 !~ /^\\unrestrict [A-Za-z0-9]+$/) trailer = 0
  }
  if ($0 ~ /^-- Dumped from database version /) { if (!versions++) print "version\t" substr($0, 33) }
  # The marks that pg_dump itself puts around a dump: between them psql takes no command.
  if ($0 ~ /^\\(un)?restrict [A-Za-z0-9]+$/ && last == ";") next
  if ($0 ~ /[Ff][Rr][Oo][Mm][ \t]+[Ss][Tt][Dd][Ii][Nn]/ && $0 !~ /^--/) {
    if ($0 ~ /^COPY [^';\\$]+ FROM stdin;$/ && last == ";") { copying = 1; next }
    refuse("rows are read in a way that pg_dump does not write")
  }
  if (last == ";") {
    if ($0 ~ /^CREATE (UNLOGGED )?TABLE [^ ]+ /) {
      name = $0; sub(/^CREATE (UNLOGGED )?TABLE /, "", name); sub(/ .*/, "", name)
      print "table\t" name
    }
    if ($0 ~ /^CREATE (UNIQUE )?INDEX /) indexes++
  }
  if ($0 ~ /^ +ADD CONSTRAINT .* (PRIMARY KEY|UNIQUE|EXCLUDE)/) indexes++
}

{
  line = $0
  while (line != "") {
    if (state == "") line = plain(line)
    else if (state == "/*") line = comment(line)
    else if (substr(state, 1, 1) == "$") line = dollars(line)
    else line = quoted(line)
  }
}

END {
  print "indexes\t" indexes + 0
  print "whole\t" (trailer && state == "" && !copying ? "yes" : "no")
}
