#!/usr/bin/env bash
# Unpacks a pack of bench/gpu/pack.mjs, as far as it has arrived, and runs benches from it. Needs python3 with PyTorch and,
# for CUDA, the driver; nothing is fetched and nothing outside the target folder is changed but a user "postgres" that root
# needs to run PostgreSQL.
#
#   bash run.sh [--into DIR] [--provider cuda|cpu] [--results DIR] [--limit-s N] [bench ...] [-- options of every bench]
#
# The bench "official" makes a network of the published size with random weights here, once: that needs onnx, onnxruntime,
# safetensors and yaml beside PyTorch. It is not among the benches that run when none is named.
# Without pieces of its own beside it, it runs what DIR holds. Benches left out: sampler steps latency pipeline queue scale cohort.
# Exits 3 while pieces are missing: bring them into this script's folder, with manifest.json, and call it again.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
into=/tmp/echocohort-bench provider=cuda results='' limit=540 benches=() options=()
while [ $# -gt 0 ]; do
  case $1 in
    --into) into=$2; shift 2 ;;
    --provider) provider=$2; shift 2 ;;
    --results) results=$2; shift 2 ;;
    --limit-s) limit=$2; shift 2 ;;
    --) shift; options=("$@"); break ;;
    -*) echo "unknown option $1" >&2; exit 2 ;;
    *) benches+=("$1"); shift ;;
  esac
done
[ ${#benches[@]} -gt 0 ] || benches=(sampler steps latency pipeline queue scale cohort)
python=$(command -v "${PYTHON:-python3}")

[ ! -f "$here/manifest.json" ] || "$python" "$here/unpack.py" "$here" "$into"
app=$into/app
runtime=$app/runtime
export PATH="$runtime/bin:$PATH" FONTCONFIG_FILE="$runtime/fonts/fonts.conf" XDG_CACHE_HOME="$into/cache"
export PYTHONPATH="$runtime/python${PYTHONPATH:+:$PYTHONPATH}" ORT_DISABLE_TELEMETRY=1
mkdir -p "$XDG_CACHE_HOME"

# CUDA and cuDNN come with PyTorch's packages.
if [ "$provider" = cuda ]; then
  cuda=$("$python" - <<'PYTHON'
import importlib.util
from pathlib import Path
spec = importlib.util.find_spec("nvidia")
print(":".join(sorted(str(lib) for root in (spec.submodule_search_locations if spec else []) for lib in Path(root).glob("*/lib"))))
PYTHON
  )
  export LD_LIBRARY_PATH="$cuda${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
fi

# PostgreSQL refuses to run as root.
if [ "$(id -u)" = 0 ] && ! id postgres >/dev/null 2>&1; then
  echo 'postgres:x:26990:26990::/nonexistent:/bin/false' >> /etc/passwd
  echo 'postgres:x:26990:' >> /etc/group
fi

# Random numbers are made here sooner than they are brought.
make_official() {
  export PYTHONPATH="$app/lab/src:$PYTHONPATH"
  [ ! -d "$into/official/echolvfm-random" ] || return 0
  rm -rf "$into/official"
  "$python" -m echocohort_lab.echolvfm.random_files "$into/official" --published-size &&
    "$python" -m echocohort_lab.cli convert-echolvfm --flow "$into/official/flow" --vae "$into/official/vae" \
      --out "$into/official/echolvfm-random" --half
}

failed=()
for bench in "${benches[@]}"; do
  echo "== $bench on $provider"
  own=()
  if [ "$bench" = official ]; then
    make_official || { failed+=(official); continue; }
    own=(--bundle "$into/official/echolvfm-random" --published "$into/official")
  fi
  timeout --kill-after=20 "$limit" "$runtime/bin/node" "$app/bench/dist/main.js" "$bench" --provider "$provider" \
    --python "$python" ${own[@]+"${own[@]}"} ${options[@]+"${options[@]}"} || failed+=("$bench")
done
if [ -n "$results" ]; then
  mkdir -p "$results"
  cp "$app"/bench/results/* "$results"/
fi
[ ${#failed[@]} -eq 0 ] || { echo "failed: ${failed[*]}" >&2; exit 1; }
