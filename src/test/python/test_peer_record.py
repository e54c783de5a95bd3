"""The first process of the peer, without torch: what it writes while others crash or hang."""

import argparse
import contextlib
import hashlib
import io
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import textwrap
import time
import unittest

PEERS = pathlib.Path(__file__).resolve().parents[3] / "benchmarks" / "peers"
sys.path.insert(0, str(PEERS))

import peer_record  # noqa: E402
import pytorch_triplet  # noqa: E402

SPEC = {
    "arm": "mean:30",
    "batch": 128,
    "layers": [784, 128, 64],
    "seed": 1,
    "build": {"version": "0", "commit": "x"},
    "machine": {},
    "images": {},
}
TELLS = """
    import json, os, sys
    sys.path.insert(0, {peers!r})
    import peer_record
    spec = {spec!r}
    pipe = os.fdopen(int(sys.argv[-1]), "w")
    row = peer_record.row(peer_record.work("training-step", {engine!r}, spec), "TIMED", None,
                          [3.0, 4.0, 5.0], dict(what="loss", largestError=0.1, bound=1.0))
    pipe.write(json.dumps(peer_record.plain(dict(row=row, raw=dict(nanos=[1]))) ) + "\\n")
    pipe.flush()
"""


def child(engine, then):
    """A process that tells of one row and then does something else."""
    code = textwrap.dedent(TELLS).format(peers=str(PEERS), spec=SPEC, engine=engine)
    return [sys.executable, "-c", code + textwrap.dedent(then)]


class CollectTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.engine = "pytorch:eager"
        works = [
            peer_record.work(kernel, engine, SPEC)
            for kernel in ("training-step", "training-step-in-epoch")
            for engine in ("pytorch:eager", "pytorch:compile")
        ]
        entry = {"name": self.engine, "info": {"notes": []}, "absent": None}
        self.record = peer_record.PeerRecord(self.folder, "test", SPEC, [entry], works)

    def collect(self, then, seconds=30, engine=None):
        with contextlib.redirect_stdout(io.StringIO()):
            name = engine or self.engine
            pytorch_triplet.collect(self.record, name, child(name, then), seconds)
        return self.read()

    def read(self):
        for line in (self.folder / "SHA256SUMS").read_text().splitlines():
            checksum, name = line.split()
            raw = (self.folder / name).read_bytes()
            self.assertEqual(checksum, hashlib.sha256(raw).hexdigest(), name)
        rows = json.loads((self.folder / "run.json").read_text())["benchmarks"]
        return {(row["benchmark"]["kernel"], row["engine"]): row for row in rows}

    def assertKept(self, rows, note):
        self.assertEqual("TIMED", rows["training-step", self.engine]["status"])
        self.assertEqual(4.0, rows["training-step", self.engine]["timing"]["meanMicros"])
        lost = rows["training-step-in-epoch", self.engine]
        self.assertEqual("FAILED", lost["status"])
        self.assertIn(note, lost["note"])
        self.assertEqual("NaN", lost["timing"]["meanMicros"])

    def test_a_crash_costs_the_rows_behind_it_alone(self):
        crash = "import signal\nos.kill(os.getpid(), signal.SIGSEGV)"
        self.assertKept(self.collect(crash), "ended with SIGSEGV")
        rows = self.collect("", engine="pytorch:compile")
        self.assertEqual("TIMED", rows["training-step", "pytorch:compile"]["status"])

    def test_an_exit_code_is_told(self):
        self.assertKept(self.collect("sys.exit(7)"), "exit code 7")

    def test_a_reason_is_told(self):
        lost = 'pipe.write(json.dumps(dict(lost="no memory")) + "\\n")\npipe.close()\nsys.exit(1)'
        self.assertKept(self.collect(lost), "no memory")

    def test_a_mode_that_hangs_is_stopped(self):
        start = time.monotonic()
        hang = "import time\ntime.sleep(60)"
        self.assertKept(self.collect(hang, seconds=3), "stopped after 3 s")
        self.assertLess(time.monotonic() - start, 30)

    def test_a_closed_pipe_is_no_end(self):
        """A process that hangs after its last row."""
        hang = "pipe.close()\nimport time\ntime.sleep(60)"
        self.assertKept(self.collect(hang, seconds=3), "stopped after 3 s")

    def test_a_killed_run_leaves_whole_files(self):
        for number in (signal.SIGTERM, signal.SIGKILL):
            self.setUp()
            code = f"""
                import sys
                sys.path[:0] = [{str(PEERS)!r}, {str(pathlib.Path(__file__).parent)!r}]
                import pathlib, signal, pytorch_triplet, peer_record, test_peer_record as t
                signal.signal(signal.SIGTERM, pytorch_triplet.stop)
                name = "pytorch:eager"
                works = [peer_record.work(k, name, t.SPEC) for k in pytorch_triplet.KERNELS]
                entry = dict(name=name, info=dict(notes=[]), absent=None)
                folder = pathlib.Path({str(self.folder)!r})
                record = peer_record.PeerRecord(folder, "test", t.SPEC, [entry], works)
                record.write()
                slow = t.child(name, "import time\\ntime.sleep(9)")
                pytorch_triplet.collect(record, name, slow, 60)
            """
            process = subprocess.Popen(
                [sys.executable, "-c", textwrap.dedent(code)],
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
            self.assertIn(b"training-step", process.stdout.readline())
            os.kill(process.pid, number)
            process.wait()
            process.stdout.close()
            self.assertKept(self.read(), peer_record.CUT_OFF)


class GivenTest(unittest.TestCase):
    def test_a_mode_may_name_a_precision(self):
        given = argparse.Namespace(modes="eager,eager:bf16,compile", precision="float32")
        self.assertEqual(
            [("eager", "float32"), ("eager", "bf16"), ("compile", "float32")],
            pytorch_triplet.modes_of(given),
        )
        self.assertEqual("pytorch:eager:bf16", pytorch_triplet.label("eager", "bf16"))

    def test_images_are_given_once_or_of_each_trace(self):
        given = argparse.Namespace(trace=["a", "b"], data=["x"], network=[])
        expected = [("a", "x", None), ("b", "x", None)]
        self.assertEqual(expected, pytorch_triplet.works_of(given))
        given = argparse.Namespace(trace=["a", "b"], data=["x", "y"], network=["n", "m"])
        self.assertEqual([("a", "x", "n"), ("b", "y", "m")], pytorch_triplet.works_of(given))

    def test_traces_of_one_file_are_of_the_same_images(self):
        with tempfile.TemporaryDirectory() as name:
            works = []
            for folder, images, place in (("a", 1, "x"), ("b", 2, "y"), ("c", 3, "x")):
                path = pathlib.Path(name) / folder
                path.mkdir()
                (path / "spec.json").write_text(json.dumps({**SPEC, "images": {"n": images}}))
                works.append((path, place, None))
            self.assertEqual(2, len(pytorch_triplet.specs_of(works[:2])))
            message = io.StringIO()
            with self.assertRaises(SystemExit), contextlib.redirect_stderr(message):
                pytorch_triplet.specs_of(works)
            self.assertIn(f"c: its images are not those of {works[0][0]}", message.getvalue())


class NumbersTest(unittest.TestCase):
    def test_the_t_quantile_is_that_of_the_tables(self):
        # Two-sided 99.9 %.
        for degrees, t in ((1, 636.619), (2, 31.599), (3, 12.924), (10, 4.587), (60, 3.460)):
            self.assertAlmostEqual(t, peer_record.t_quantile(0.999, degrees), places=3)

    def test_numbers_of_other_libraries_become_plain(self):
        class Float32:
            def item(self):
                return 1.5

        written = json.dumps(peer_record.plain({"a": [Float32(), float("nan"), True, None, 3]}))
        self.assertEqual('{"a": [1.5, "NaN", true, null, 3]}', written)


if __name__ == "__main__":
    unittest.main()
