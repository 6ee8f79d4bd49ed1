# Shared by the scripts beside it, which source it: checks for Swift, installs the libraries that are missing.
# Everything it says goes to standard error, so that standard output stays the command's own.

set -Eeuo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
phase="preparing"

say() { echo "$*" >&2; }

stop() {
    trap - ERR
    say "$*"
    exit 3
}

# One sentence instead of a trace, whatever fails.
trap '((BASH_SUBSHELL)) || stop "Stopped while ${phase}; the lines above say why."' ERR

# Debian packages and, side by side, the header by which a library that came another way is recognised.
packages=(libzmq3-dev libopenblas-dev libprotobuf-c-dev libcsv-dev libisal-dev pkg-config)
headers=(zmq.h cblas.h protobuf-c/protobuf-c.h csv.h isa-l/crc.h)

check_swift() {
    phase="looking for Swift"
    command -v swift >/dev/null ||
        stop "There is no Swift compiler; install Swift 6.2 or newer from https://www.swift.org/install/linux/ and run this again."
    local version
    version="$(swift --version 2>/dev/null | sed -nE 's/.*Swift version ([0-9]+)\.([0-9]+).*/\1 \2/p' | head -n 1)"
    local major="${version% *}" minor="${version#* }"
    [[ -n "$version" ]] || stop "swift --version does not answer; repair the installation of Swift and run this again."
    if ((major < 6 || (major == 6 && minor < 2))); then
        stop "Swift ${major}.${minor} is too old; install Swift 6.2 or newer from https://www.swift.org/install/linux/."
    fi
}

missing_packages() {
    local package
    for package in "${packages[@]}"; do
        if [[ "$package" == pkg-config ]] && command -v pkg-config >/dev/null; then continue; fi
        dpkg-query --show --showformat='${Status}' "$package" 2>/dev/null | grep -q "install ok installed" ||
            echo "$package"
    done
}

missing_headers() {
    local header
    for header in "${headers[@]}"; do
        # OpenBLAS keeps its headers in a folder that pkg-config knows.
        local flags=()
        [[ "$header" != cblas.h ]] || read -ra flags <<<"$(pkg-config --cflags openblas 2>/dev/null || true)"
        echo "#include <$header>" | clang "${flags[@]}" -E - >/dev/null 2>&1 || echo "$header"
    done
}

install_libraries() {
    phase="looking for libraries"
    if ! command -v apt-get >/dev/null; then
        local absent
        mapfile -t absent < <(missing_headers)
        ((${#absent[@]} == 0)) ||
            stop "There is no apt-get here and these headers are missing: ${absent[*]}; install the development files of ZeroMQ, OpenBLAS, protobuf-c, libcsv and ISA-L by hand and run this again."
        say "All libraries are there."
        return
    fi
    local missing
    mapfile -t missing < <(missing_packages)
    if ((${#missing[@]} == 0)); then
        say "All libraries are there."
        return
    fi
    say "Installing the Debian packages ${missing[*]}."
    phase="installing the Debian packages ${missing[*]}"
    local admin=()
    if ((EUID != 0)); then
        command -v sudo >/dev/null ||
            stop "Installing ${missing[*]} needs root and there is no sudo; install them as root and run this again."
        admin=(sudo)
    fi
    "${admin[@]}" env DEBIAN_FRONTEND=noninteractive apt-get --quiet=2 update >&2
    "${admin[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get --quiet=2 --option Dpkg::Use-Pty=0 install --yes --no-install-recommends "${missing[@]}" >&2
}

# Builds what the arguments add to `swift build`. A terminal sees the progress; a log only warnings and errors.
build() {
    phase="building"
    local quiet=(--quiet)
    [[ ! -t 2 ]] || quiet=()
    swift build --package-path "$root" --configuration release "${quiet[@]}" "$@" >&2
}

check_swift
install_libraries
