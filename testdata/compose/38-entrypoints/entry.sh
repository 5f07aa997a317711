#!/bin/sh
for word in "$@"; do echo "word: $word"; done
exec sleep 3600
