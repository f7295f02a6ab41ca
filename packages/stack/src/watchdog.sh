#!/bin/sh
# Ends the stack's parts when the stack itself was killed and can no longer do so: its end of this pipe closes then.
trap '' INT TERM HUP
groups=""
while read -r verb group; do
  case $verb in
  watch) groups="$groups $group" ;;
  forget)
    rest=""
    for kept in $groups; do [ "$kept" = "$group" ] || rest="$rest $kept"; done
    groups=$rest
    ;;
  esac
done
[ -n "$groups" ] || exit 0
for group in $groups; do kill -TERM "-$group" 2>/dev/null; done
for _ in 1 2 3 4 5 6 7 8 9 10; do
  alive=""
  for group in $groups; do kill -0 "-$group" 2>/dev/null && alive="$alive $group"; done
  [ -n "$alive" ] || exit 0
  sleep 0.3
done
for group in $alive; do kill -KILL "-$group" 2>/dev/null; done
