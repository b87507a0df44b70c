#!/bin/sh
# Stands in front of the real git: keeps what it was asked, and never dials.
case "$1" in
  --version) echo "git version 2.40.0" ;;
  init) : ;;
  *) printf '%s\n' "$*" >> "$STOCKADE_GIT_RECORD"; exit 128 ;;
esac
