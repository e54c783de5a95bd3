#!/usr/bin/env bash
# Runs anchorbench on a GPU box from the unpacked bundle: two visits of a few minutes each.
#
#   ./run.sh check       what is there, whether the card is right, how fast each kernel is (6 minutes)
#   ./run.sh measure     PyTorch on the same step, precisions, the processor, trials at once (7 minutes)
#   ./run.sh             both
#   ./run.sh rehearse    both on a box without a card, with host memory in its place; no figure counts.
#                        `rehearse check` is the first of them
#
# OUT names the results folder, PYTHON a python3 with torch. Each visit leaves one folder of at most six
# files there; the last lines of output are its summary. A step that fails does not stop the others; the
# exit code is the worst, 2 if there is no card.
set -u
cd "$(dirname "$(readlink -f "$0")")" || exit 1
out=$(realpath -m "${OUT:-results}")
python=${PYTHON:-python3}
data=$PWD/images.npz
flags=(--add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED -Djava.awt.headless=true)
path=benchmarks.jar
tests=tests/junit-platform-console-standalone.jar:tests
stand_in=
steps=64 seeds=10 epochs=10 per_class=3000 network=784-128-128-64 convolutions=cnn
export PYTHONUNBUFFERED=1 PYTHON=$python

# Whatever lies between commands; only the visit's folder is kept.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

java() { command java/bin/java "${flags[@]}" -cp "$path" "$@"; }
anchorbench() { java anchorbench.cli.Main "$@"; }
seconds_left() { echo $((deadline - SECONDS)); }

# step NAME SECONDS COMMAND...: runs it with what time there is, its output to the log.
step() {
  local name=$1 limit=$2 started=$SECONDS status
  shift 2
  [ "$limit" -le "$(seconds_left)" ] || limit=$(seconds_left)
  if [ "$limit" -lt 3 ]; then
    echo "$stand_in$name: left out, no time left" | tee -a "$log"
    worst=1
    return 1
  fi
  echo "== $name: $*" >> "$log"
  # A shell of its own, because timeout starts programs and these are functions.
  timeout --kill-after 5 "$limit" bash -c '"$@"' step "$@" >> "$log" 2>&1
  status=$?
  [ $status -ne 124 ] || echo "cut off after $limit s" >> "$log"
  echo "$stand_in$name: exit $status after $((SECONDS - started)) s" | tee -a "$log"
  [ $status -eq 0 ] || worst=1
  return $status
}

what_is_there() {
  nvidia-smi
  nvidia-smi topo -m
  $python -c 'import sys; print(sys.version, sys.prefix)
import torch; print("torch", torch.__version__, torch.version.cuda)'
  ldconfig -p | grep -E 'libcuda\.so|libnvrtc|libcublasLt|libnvidia-ml'
  ls -d /usr/local/cuda*
  for tool in gcc g++ nvcc ncu compute-sanitizer; do command -v $tool || echo "no $tool"; done
  uname -a
  nproc
  return 0
}

contract() {
  local class=DeviceContractTest
  [ -z "$stand_in" ] || class=HostCudaEngineTest\$ThreeKernels
  path=$path:$tests java org.junit.platform.console.ConsoleLauncher execute --disable-banner --disable-ansi-colors \
    --details=tree --select-class "anchorbench.engine.cuda.$class" --fail-if-no-tests
}

train() { # NETWORK OPTIONS...
  anchorbench train --data "$data" --engine cuda --per-class 1000 --batch 128 --network "$@"
}

traces() {
  train $network --anchors random --steps $steps --trace "$work/random" &&
    train $network --anchors mean:30 --steps $steps --trace "$work/mean" &&
    train $convolutions --anchors random --steps $steps --trace "$work/cnn-random"
}

kernel_times() { # NETWORK FILE
  command -v ncu > /dev/null || { echo "no ncu here: no kernel is timed by itself"; return 0; }
  ncu --clock-control none --metrics gpu__time_duration.sum --csv --log-file "$folder/$2" \
    java/bin/java "${flags[@]}" -cp "$path" anchorbench.cli.Main train --data "$data" --engine cuda \
    --network $1 --per-class 1000 --batch 128 --anchors random --steps 2 --trace "$work/$2"
}

# The ways that convolutions may be done, the engine's own choice first. Into the log alone.
ways_of_convolutions() {
  local way option
  for way in own products patches; do
    option=
    [ $way = own ] || option=-Danchorbench.cuda.convolutions=$way
    java $option anchorbench.bench.BenchmarkRun --preset check --engines cuda \
      --network $convolutions --batch 128 --budget 25 --data "$data" --out "$work/$way" &&
      anchorbench summary "$work/$way"
  done
}

rows() { # PRESET ENGINES SECONDS
  java anchorbench.bench.BenchmarkRun --preset "$1" --engines "$2" --budget "$3" --data "$data" \
    --out "$work/$1"
}

rows_so_far() { # PRESET
  java anchorbench.bench.BenchmarkRun --resume "$work/$1" --budget 0
}

peer() { # MODE SECONDS
  local device=()
  [ -z "$stand_in" ] || device=(--device cpu)
  $python pytorch_triplet.py --data "$data" --trace "$work/random" --trace "$work/mean" --trace "$work/cnn-random" \
    --network $network --network $network --network $convolutions \
    --modes "$1" --mode-seconds "$2" --seconds 1 "${device[@]}" --out "$work/pytorch-$1"
}

experiment() { # TRIALS-AT-ONCE
  anchorbench experiment --data "$data" --engine cuda --network $network --seeds $seeds --epochs $epochs \
    --per-class $per_class --margin 1 --learning-rate 0.001 --threads "$1" --out "$work/trials-$1"
}

export -f java anchorbench train what_is_there contract traces kernel_times ways_of_convolutions rows rows_so_far peer experiment

# Everything measured so far as one record in the visit's folder: complete whenever it is cut off.
gather() {
  local parts=() part allow=()
  for part in "$@"; do
    [ ! -f "$work/$part/run.json" ] || parts+=("$work/$part")
  done
  [ ${#parts[@]} -gt 0 ] || return 1
  [ -z "$stand_in" ] || allow=(--rehearsal)
  rm -rf "$work/gathered"
  anchorbench merge "${allow[@]}" "${parts[@]}" --out "$work/gathered" >> "$log" 2>&1 || return 1
  for part in run.json jmh.json latency.hlog peer.json SHA256SUMS; do
    [ ! -f "$work/gathered/$part" ] || cp "$work/gathered/$part" "$folder/$part"
  done
}

begin() { # VISIT SECONDS
  visit=$1
  folder=$out/$visit
  if [ -e "$folder" ]; then
    echo "run.sh: $folder is there already; name another with OUT=..." >&2
    exit 2
  fi
  mkdir -p "$folder" || exit 1
  log=$folder/log.txt
  deadline=$((SECONDS + $2))
  # What functions need in the shells that timeout starts; an array cannot be exported.
  declare -p flags > "$work/flags.sh"
  export BASH_ENV=$work/flags.sh python data path tests stand_in steps seeds epochs per_class network convolutions work folder
}

finish() {
  echo
  {
    [ -z "$stand_in" ] || echo "HOST STAND-IN: a rehearsal without a card; no figure here is a card's."
    if [ -f "$folder/run.json" ]; then
      anchorbench summary "$folder" 2>> "$log"
    else
      echo "$visit: no record was written; the end of the log:"
      tail -n 40 "$log"
    fi
  } | tee -a "$log" | tail -c 9000
}

# Ends the visit where there is no card that the engine can use.
require_card() {
  step doctor 45 anchorbench doctor --require cuda
  if [ $? -eq 2 ]; then
    grep -E '^engine +cuda' "$log" | tail -n 3
    exit 2
  fi
}

# Rows within a budget; what a hanging fork kept back is written from the others.
all_rows() { # PRESET ENGINES SECONDS
  step rows $(($3 + 15)) rows "$@" && return
  [ -f "$work/$1/run.json" ] || step "rows so far" 20 rows_so_far "$1"
}

check() {
  begin check 360
  step "what is there" 20 what_is_there
  require_card
  step "first steps" 40 traces
  all_rows check cuda 125
  gather check
  step contract 100 contract
  step "kernel times" 30 kernel_times $network ncu.csv
  step "kernel times of convolutions" 30 kernel_times $convolutions ncu-cnn.csv
  step "ways of convolutions" 80 ways_of_convolutions
  finish
}

measure() {
  begin measure 400
  require_card
  step traces 40 traces
  step "PyTorch eager" 75 peer eager 70
  step "PyTorch CUDA graphs" 75 peer graphs 70
  gather pytorch-eager pytorch-graphs
  all_rows measure cpu,cuda,cuda:tf32,cuda:bf16 150
  gather pytorch-eager pytorch-graphs measure
  step "20 trials side by side" 40 experiment 20
  step "20 trials one by one" 50 experiment 1
  gather pytorch-eager pytorch-graphs measure trials-20
  step "PyTorch compile" 100 peer compile 95
  gather pytorch-eager pytorch-graphs pytorch-compile measure trials-20
  finish
}

rehearsal() {
  flags+=(-Danchorbench.cuda.stand-in=anchorbench.engine.cuda.HostPlatform)
  path=benchmarks.jar:$tests
  stand_in="HOST STAND-IN "
  # Small work: it is done to see that everything runs.
  data=$PWD/tests/images.npz
  steps=2 seeds=1 epochs=1 per_class=13 network=784-16-8 convolutions=conv3x4-pool2-conv3x4-8
}

worst=0
if [ "${1:-}" = rehearse ]; then
  rehearsal
  shift
fi
visits=("$@")
[ ${#visits[@]} -gt 0 ] || visits=(check measure)
for each in "${visits[@]}"; do
  case $each in
    check | measure) ;;
    *)
      echo "run.sh: unknown visit '$each'; expected check, measure or rehearse" >&2
      exit 2
      ;;
  esac
done
for each in "${visits[@]}"; do
  $each
done
exit $worst
