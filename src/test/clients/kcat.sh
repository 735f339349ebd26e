#!/bin/bash
# kcat sends a prompt as plain text with a header of its own, and waits for the reply, which has that header.
set -euo pipefail
kcat -V | sed -n 's/^Version \([0-9.]*\).*/version \1/p'
printf 'from-kcat|one hundred ' | kcat -P -q -b "$BROKERS" -t prompts -K '|' -H traceparent=00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01
for _ in $(seq 60); do
    reply=$(kcat -C -q -e -b "$BROKERS" -t generated-text -o beginning -X isolation.level=read_committed -f 'reply %k %h %S bytes\n' \
        | grep '^reply from-kcat ') && break
    sleep 0.5
done
echo "$reply"
