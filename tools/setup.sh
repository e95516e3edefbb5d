#!/bin/sh
# SPDX-License-Identifier: MIT
# Installs what is missing to build (or to test) Socklings, after saying what that is.
#
#	tools/setup.sh [--check] build|test|lint...
#
# --check installs nothing: it only says what is missing, and fails if anything is.
set -eu

# What for | how it is known to be there | apt | dnf | pacman | apk
# (a word with a dot is a header, another a command)
needs='
build|gcc|gcc libc6-dev|gcc glibc-devel libasan libubsan|gcc|gcc musl-dev
build|make|make|make|make|make
build|curses.h|libncurses-dev|ncurses-devel|ncurses|ncurses-dev
build|cjson/cJSON.h|libcjson-dev|cjson-devel|cjson|cjson-dev
build|cmark.h|libcmark-dev|cmark-devel|cmark|cmark-dev
build|seccomp.h|libseccomp-dev|libseccomp-devel|libseccomp|libseccomp-dev
build|elfutils/libdwfl.h|libdw-dev|elfutils-devel|libelf|elfutils-dev
build|libelf.h|libelf-dev|elfutils-libelf-devel|libelf|elfutils-dev
build|sha2.h|libmd-dev|libmd-devel|libmd|libmd-dev
test|cmocka.h|libcmocka-dev|libcmocka-devel|cmocka|cmocka-dev
test|tshark|tshark|wireshark-cli|wireshark-cli|tshark
test|valgrind|valgrind libc6-dbg|valgrind|valgrind|valgrind
test|strace|strace|strace|strace|strace
test|tmux|tmux|tmux|tmux|tmux
test|pgrep|procps|procps-ng|procps-ng|procps
test|vim|vim|vim-enhanced|vim|vim
test|nano|nano|nano|nano|nano
lint|clang-format|clang-format|clang-tools-extra|clang|clang-extra-tools
lint|aarch64-linux-gnu-gcc|gcc-aarch64-linux-gnu libc6-dev-arm64-cross|gcc-aarch64-linux-gnu|aarch64-linux-gnu-gcc|gcc-aarch64-none-elf
'

check=
wanted=' '
for word; do
	case $word in
	--check) check=yes ;;
	build | test | lint) wanted="$wanted$word " ;;
	*) echo "tools/setup.sh: there is no \"$word\"; it takes build, test, lint" >&2; exit 2 ;;
	esac
done

is_there() {
	case $1 in
	*.h)
		for dir in /usr/include /usr/local/include /usr/include/*-linux-gnu $(echo "${CPATH:-}" | tr : ' '); do
			[ -e "$dir/$1" ] && return 0
		done
		return 1 ;;
	*) command -v "$1" >/dev/null 2>&1 ;;
	esac
}

# Column $1 of what is missing, in one line without doubles.
missing() {
	echo "$needs" | while IFS='|' read -r what known apt dnf pacman apk; do
		case $wanted in *" $what "*) ;; *) continue ;; esac
		is_there "$known" && continue
		case $1 in
		apt) echo "$apt" ;; dnf) echo "$dnf" ;; pacman) echo "$pacman" ;; apk) echo "$apk" ;;
		esac
	done | tr ' ' '\n' | sort -u | tr '\n' ' ' | sed 's/^ *//; s/ *$//'
}

packages=$(missing apt)
[ -n "$packages" ] || exit 0

if ! command -v apt-get >/dev/null 2>&1; then
	{
		echo "Some packages are missing, and there is no apt here to install them. Please install, then try again:"
		echo "  dnf install $(missing dnf)"
		echo "  pacman -S $(missing pacman)"
		echo "  apk add $(missing apk)"
	} >&2
	exit 1
fi
if [ -n "$check" ]; then
	{
		echo "These packages are missing: $packages"
		echo "\`make start\` installs them, builds and starts; or: apt-get install $packages"
	} >&2
	exit 1
fi

become=
if [ "$(id -u)" != 0 ]; then
	if ! command -v sudo >/dev/null 2>&1; then
		echo "These packages are missing: $packages" >&2
		echo "Please install them as root: apt-get install $packages" >&2
		exit 1
	fi
	become=sudo
fi
echo "Installing: $packages"
export DEBIAN_FRONTEND=noninteractive
log=$(mktemp)
trap 'rm -f "$log"' EXIT
install() {
	# </dev/null: nothing here asks, and make's own input is not ours to eat. sudo reads the terminal itself.
	# shellcheck disable=SC2086
	$become apt-get install -y --no-install-recommends $packages </dev/null >"$log" 2>&1
}
# The lists of an old machine are there and current more often than not; a new one has none.
if ! install; then
	$become apt-get update </dev/null >"$log" 2>&1 || { cat "$log" >&2; exit 1; }
	install || { cat "$log" >&2; echo "apt-get could not install: $packages" >&2; exit 1; }
fi
if [ -n "$(missing apt)" ]; then
	echo "apt-get installed them, and yet these are not found: $(missing apt)" >&2
	exit 1
fi
