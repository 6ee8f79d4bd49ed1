#!/usr/bin/env bash
# Packs what this machine has built, for a machine with an NVIDIA device and without Swift: executables, the
# libraries that they need, jobs, and check.sh beside it. At most 60 MiB.
#
#     deploy/gpu/pack.sh FOLDER [ETTh1.csv]
#
# Then copy FOLDER there and run FOLDER/check.sh.
source "$(dirname "${BASH_SOURCE[0]}")/../prepare.sh"

(($# == 1 || $# == 2)) || { trap - ERR; say "Usage: deploy/gpu/pack.sh FOLDER [ETTh1.csv]"; exit 2; }
folder="$1"
bin="$root/.build/release"

phase="looking for the executables"
for name in lockstep lockstep-coordinator lockstep-worker; do
    [[ -x "$bin/$name" ]] || stop "There is no $bin/$name; build first: swift build -c release"
done

phase="packing"
work="$(mktemp -d)"
mkdir -p "$work/bin" "$work/lib" "$folder"
for name in lockstep lockstep-coordinator lockstep-worker; do strip -o "$work/bin/$name" "$bin/$name"; done
# The C library and what belongs to it are those of the machine there.
ldd "$bin/lockstep" | sed -nE 's/.* => (\/[^ ]+) .*/\1/p' |
    { grep -vE '/(libc|libm|libpthread|libdl|librt|libresolv|libgcc_s|libstdc\+\+)\.so' || true; } |
    while read -r library; do cp -L "$library" "$work/lib/"; done
tar -C "$work" -cf - bin lib | xz -T0 -6 > "$folder/lockstep.tar.xz"
rm -r "$work"
cp "$root/deploy/jobs/etth1.yaml" "$root/deploy/jobs/etth1-24.yaml" "$root/deploy/gpu/check.sh" "$folder/"
if (($# == 2)); then cp "$2" "$folder/ETTh1.csv"; fi
chmod +x "$folder/check.sh"

size="$(du -sm "$folder" | cut -f1)"
((size <= 60)) || stop "$folder holds $size MiB; at most 60 were meant to be carried."
say "$folder holds $size MiB: copy it to the machine with the device and run check.sh there."
