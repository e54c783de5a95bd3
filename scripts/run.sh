#!/usr/bin/env bash
# Runs anchorbench on a GPU box from the unpacked bundle and leaves one results folder.
#
#   ./run.sh [contract|doctor|peer|bench|experiment|summary ...]      default: all of them
#
# OUT names the results folder, BENCH_PRESET and SEEDS what is measured, PYTHON a python3 with torch.
# A step that fails does not stop the others; the exit code is the worst, 2 if there is no card.
set -u
cd "$(dirname "$0")" || exit 1
out=${OUT:-results}
data=$PWD/images
seconds=${STEP_SECONDS:-540}
flags=(--add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED)
launch=(java/bin/java "${flags[@]}" -cp benchmarks.jar)
mkdir -p "$out" || exit 1

limited() { timeout --kill-after 10 "$seconds" "$@"; }
anchorbench() { limited "${launch[@]}" anchorbench.cli.Main "$@"; }

doctor() { anchorbench doctor --require cuda; }

contract() {
  limited java/bin/java "${flags[@]}" -cp "tests/junit-platform-console-standalone.jar:benchmarks.jar:tests" \
    org.junit.platform.console.ConsoleLauncher execute --disable-banner --details=tree \
    --select-class anchorbench.engine.cuda.DeviceContractTest --fail-if-no-tests
}

traces() {
  for anchors in random mean:30; do
    trace="$out/trace-${anchors%:*}"
    [ -f "$trace/spec.json" ] || anchorbench train --data "$data" --engine cuda \
      --anchors "$anchors" --per-class 1000 --steps 64 --batch 128 --trace "$trace" || return 1
  done
}

peer() {
  traces || return 1
  limited "${PYTHON:-python3}" pytorch_triplet.py --data "$data" --out "$out/peer" \
    --trace "$out/trace-random" --trace "$out/trace-mean"
}

bench() {
  limited "${launch[@]}" anchorbench.bench.BenchmarkRun --data "$data" --out "$out/bench" \
    --preset "${BENCH_PRESET:-card}" --engines "${BENCH_ENGINES:-cpu,cuda,cuda:tf32,cuda:bf16}"
}

experiment() {
  anchorbench experiment --data "$data" --engine cuda --seeds "${SEEDS:-20}" --threads 1 \
    --out "$out/experiment-one-by-one" &&
    anchorbench experiment --data "$data" --engine cuda --seeds "${SEEDS:-20}" \
      --out "$out/experiment-side-by-side"
}

summary() { "${launch[@]}" anchorbench.bench.Summary "$out"; }

worst=0
if ! text=$(anchorbench doctor --require cuda 2>&1); then
  echo "$text" | grep -E '^engine +cuda' || echo "$text"
  exit 2
fi
steps=("$@")
[ ${#steps[@]} -gt 0 ] || steps=(doctor contract peer bench experiment summary)
for step in "${steps[@]}"; do
  case $step in
    contract | doctor | peer | bench | experiment | summary) ;;
    *)
      echo "run.sh: no step '$step'; there are contract, doctor, peer, bench, experiment, summary" >&2
      exit 2
      ;;
  esac
  echo "== $step"
  started=$SECONDS
  $step 2>&1 | tee "$out/$step.txt"
  status=${PIPESTATUS[0]}
  echo "== $step: exit $status after $((SECONDS - started)) s" | tee -a "$out/steps.txt"
  [ "$status" -eq 0 ] || worst=1
done
exit $worst
