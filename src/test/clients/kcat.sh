#!/bin/bash
# kcat sends a prompt as plain text with a header of its own, and one as JSON, and waits for the replies: the first has that header, the
# second is JSON.
set -euo pipefail
kcat -V | sed -n 's/^Version \([0-9.]*\).*/version \1/p'
printf 'from-kcat|one hundred ' | kcat -P -q -b "$BROKERS" -t prompts -K '|' -H traceparent=00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01
echo 'json|{"text": "one hundred ", "length": 20, "seed": 7}' | kcat -P -q -b "$BROKERS" -t prompts -K '|' -H content-type=application/json

read_until() { # PATTERN FORMAT
    for _ in $(seq 60); do
        reply=$(kcat -C -q -e -b "$BROKERS" -t generated-text -o beginning -X isolation.level=read_committed -f "$2" | grep -a "$1") && break
        sleep 0.5
    done
    echo "$reply"
}
read_until '^reply from-kcat ' 'reply %k %h %S bytes\n'
read_until '^json {' '%k %s\n'
