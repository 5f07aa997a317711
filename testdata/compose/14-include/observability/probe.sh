while true; do wget -q -O /dev/null "$TARGET" && echo up || echo down; sleep 10; done
