#!/usr/bin/env bash
# All lots in shares, here by several processes at once, as `indexed-job.yaml` does by several
# machines: the shares, then one report for each lot, which tells what is missing or there
# twice. The verdict is that of the reports.
#
#   .ci/shards/run.sh [number of shares] [options of `sogo run`]
set -euo pipefail
cd "$(dirname "$0")/../.."

shares=${1:-3}
shift || true
[[ $shares =~ ^[1-9][0-9]*$ ]] || { echo "how many shares? $0 [number] [options of sogo run]" >&2; exit 2; }
cargo build --locked --quiet
sogo=${CARGO_TARGET_DIR:-target}/debug/sogo
evidence=$(mktemp -d)
trap 'rm -rf "$evidence"' EXIT

for share in $(seq "$shares"); do
    "$sogo" run --lot all --shard "$share/$shares" --evidence "$evidence/$share" "$@" \
        >"$evidence/$share.log" 2>&1 &
done
# Whether a share passed is told by the reports.
wait

status=0
for lot in 1 2 3; do
    folders=("$evidence"/*/*-lot"$lot"-*/)
    [ -d "${folders[0]}" ] || continue
    "$sogo" report "${folders[@]}" --to "target/shares/lot$lot" || status=$?
done
exit "$status"
