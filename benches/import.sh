#!/bin/sh
# Times an import of 5 million revisions, a million of them on one page, with the release build:
#   benches/import.sh [REVISIONS] [FOLDER]
# The stub stays in FOLDER (3 GB) for the next time; what is imported is removed. Needs GNU time (/usr/bin/time).
set -eu
revisions=${1:-5000000}
folder=${2:-/tmp/usermetrics-bench}
cd "$(dirname "$0")/.."
target=${CARGO_TARGET_DIR:-target}
cargo build --release --locked --bin usermetrics --example generate_stub
mkdir -p "$folder"
stub=$folder/stub-$revisions.xml
[ -f "$stub" ] || { "$target/release/examples/generate_stub" "$revisions" > "$stub.part"; mv "$stub.part" "$stub"; }
rm -rf "$folder/data"
/usr/bin/time -v "$target/release/usermetrics" --data "$folder/data" import xml "$stub" --wiki largewiki
/usr/bin/time -f 'verify: %e s' "$target/release/usermetrics" --data "$folder/data" wiki verify largewiki
"$target/release/usermetrics" --data "$folder/data" wiki list
rm -rf "$folder/data"
