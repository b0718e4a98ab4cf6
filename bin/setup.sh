# Sourced by bin/run and bin/test: what both need on this machine. Safe to repeat.
# It speaks on standard error only, so that bin/run's one line stands alone.

say() { printf '%s\n' "$*" >&2; }

give_up() {
  say "omniweb: $*"
  exit 1
}

# as_root COMMAND...: runs it as root, or fails when that would take a password.
as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
    sudo -n "$@"
  else
    return 1
  fi
}

# apt_install PACKAGE...: quiet, without questions; its output only when it fails.
apt_install() {
  command -v apt-get >/dev/null || return 1
  local log
  log=$(mktemp)
  if {
    as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq &&
      as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
        --no-install-recommends "$@"
  } >"$log" 2>&1 </dev/null; then
    rm -f "$log"
  else
    cat "$log" >&2
    rm -f "$log"
    return 1
  fi
}

# need WHAT COMMAND PACKAGE...: the command is there, or apt brings it, or we say how.
need() {
  local what=$1 command=$2
  shift 2
  command -v "$command" >/dev/null && return
  say "omniweb: installing $what"
  apt_install "$@" && command -v "$command" >/dev/null && return
  if command -v brew >/dev/null && ! command -v apt-get >/dev/null; then
    give_up "$what is missing. Type: brew install $*"
  fi
  give_up "$what is missing. Type: sudo apt-get install -y $*"
}

find_python() {
  local name
  for name in python3.11 python3.12 python3.13 python3.14 python3; do
    if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      command -v "$name"
      return
    fi
  done
  give_up "Python 3.11 or later is missing. Type: sudo apt-get install -y python3 python3-venv"
}

# make_venv REQUIREMENTS: .venv with exactly these, and nothing to do the second time.
make_venv() {
  local requirements=$1 stamp=.venv/.$1.stamp wanted python
  wanted=$(cat requirements.txt "$requirements" | cksum)
  if .venv/bin/python -c '' 2>/dev/null && [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ]; then
    return
  fi
  python=$(find_python)
  say "omniweb: installing $requirements (a minute or two, the first time)"
  if ! .venv/bin/python -c 'import pip' 2>/dev/null; then
    "$python" -c 'import ensurepip, venv' 2>/dev/null || need_venv "$python"
    rm -rf .venv
    "$python" -m venv .venv
  fi
  .venv/bin/python -m pip install --quiet --disable-pip-version-check \
    --no-input --retries 5 -r "$requirements" >&2 ||
    give_up "the Python packages could not be installed; the lines above say why."
  printf '%s\n' "$wanted" >"$stamp"
}

need_venv() {
  local package
  package=$("$1" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
  say "omniweb: installing $package"
  apt_install "$package" ||
    give_up "Python's venv is missing. Type: sudo apt-get install -y $package"
}

set_up() {
  make_venv "$1"
  command -v ffprobe >/dev/null || need "ffmpeg" ffmpeg ffmpeg espeak-ng
  # Speech for the sandbox is a nicety: asked for once, and never a reason to stop.
  if ! command -v espeak-ng >/dev/null && [ ! -e .venv/.asked-espeak ]; then
    touch .venv/.asked-espeak
    apt_install espeak-ng 2>/dev/null ||
      say "omniweb: without espeak-ng the sandbox speaks in tones."
  fi
}
