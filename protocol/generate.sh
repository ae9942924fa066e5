#!/usr/bin/env bash
# Regenerates the committed Java from the IDL. Needs a Thrift compiler >= 0.23 as `thrift` on the PATH (or in $THRIFT).
set -euo pipefail
cd "$(dirname "$0")"
thrift=${THRIFT:-thrift}
version=$("$thrift" --version 2>/dev/null | awk '{print $3}') || { echo "No Thrift compiler found: put one >= 0.23 on the PATH or name it in THRIFT." >&2; exit 1; }
minor=$(cut -d. -f2 <<<"$version")
[ "$minor" -ge 23 ] || { echo "Thrift compiler $version is too old: libthrift here needs >= 0.23." >&2; exit 1; }
rm -rf src/main/generated
mkdir -p src/main/generated
"$thrift" --gen java:private_members,unsafe_binaries,generated_annotations=suppress -out src/main/generated src/main/thrift/switchboard.thrift
echo "Generated $(find src/main/generated -name '*.java' | wc -l) files with Thrift $version."
