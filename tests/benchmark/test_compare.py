# SPDX-FileCopyrightText: 2026 The Maru authors
# SPDX-License-Identifier: MIT
"""What compare.py and growth.py do with figures and with bad input; nothing is measured."""
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree as ElementTree

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
sys.dont_write_bytecode = True

import compare  # noqa: E402
import growth  # noqa: E402

SVG = "{http://www.w3.org/2000/svg}"
FIGURES = {
    "counts": [100, 1000, 5000, 10000], "rounds": 1,
    "cost": {"floor": [130, 131, 129, 128], "<seed> & co": [640, 660, None, 760]},
    "memory": {"floor": [0.3, 0.2, 0.1, 0.1], "<seed> & co": [60, 26, 17, 15], "maru, TLS": [95, 85, 83, 82]},
}


def run(program, *arguments):
    """The end of a program and what it said."""
    return subprocess.run([sys.executable, "-B", str(HERE / program), *map(str, arguments)], stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=30, check=False)


class Compare(unittest.TestCase):
    """compare.py"""

    def test_command_with_port_data_and_variables(self):
        words, variables = compare.words_of("A=1 B='x y' server --port {port} --data={data}", 5000, "/data")
        self.assertEqual(words, ["server", "--port", "5000", "--data=/data"])
        self.assertEqual(variables, {"A": "1", "B": "x y"})

    def test_medians_are_of_good_runs_and_the_ratio_is_within_a_round(self):
        ruler = [{"cpu_us_per_delivery": cost, "lost": 0} for cost in (1, 2, 4)]
        runs = [{"cpu_us_per_delivery": cost, "lost": 0} for cost in (2, 6)] + [{"error": "gone"}]
        row = compare.medians(runs, ruler)
        self.assertEqual((row["cpu_us_per_delivery"], row["ratio"], row["lost"]), (4, 2.5, 0))
        self.assertEqual(compare.medians([{"error": "gone"}], ruler), {})

    def test_server_that_cannot_be_measured_is_told_of_in_one_line(self):
        with tempfile.TemporaryDirectory() as folder:
            for command, said in [("/no/such/program", "cannot be started"), ("A=1", "cannot be started"),
                                  ("sh -c 'echo first >&2; echo no room >&2; exit 3'", "ended with code 3: no room")]:
                done = run("compare.py", "--loadgen", sys.executable, "--rounds", 1, "--out", f"{folder}/runs", "-s", f"it={command}", "--")
                self.assertEqual((done.returncode, len(done.stderr.splitlines())), (1, 1), done.stderr)
                self.assertIn(f"it: {said}", done.stderr)

    def test_bad_usage(self):
        for arguments, said in [((), "name a server with -s"), (("-s", "maru"), "'maru' is not NAME='COMMAND'"),
                                (("-s", "maru= "), "is not NAME='COMMAND'"),
                                (("-s", "maru=x", "--loadgen", "/no/such"), "no load generator at /no/such")]:
            done = run("compare.py", *arguments)
            self.assertEqual(done.returncode, 2)
            self.assertIn(said, done.stderr.splitlines()[-1])


class Growth(unittest.TestCase):
    """growth.py"""

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.svg = pathlib.Path(self.folder.name) / "growth.svg"
        self.json = pathlib.Path(self.folder.name) / "growth.json"

    def test_picture_has_every_curve_and_names_its_axes(self):
        self.json.write_text(json.dumps(FIGURES), encoding="utf-8")
        done = run("growth.py", "--from", self.json, "--svg", self.svg)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertLess(self.svg.stat().st_size, 20 * 1024)
        picture = ElementTree.parse(self.svg).getroot()
        texts = [element.text for element in picture.iter(f"{SVG}text")]
        for words in ["floor", "<seed> & co", "maru, TLS", "100", "10,000", "idle connections",
                      "CPU of the server for a message, µs", "Memory for a connection, KiB"]:
            self.assertIn(words, texts)
        self.assertEqual(len(list(picture.iter(f"{SVG}circle"))), 4 * 5 - 1)  # one was not measured
        lines = [element for element in picture.iter(f"{SVG}path") if "line" in element.get("class")]
        self.assertEqual(len(lines), 5)
        self.assertIn("| µs of CPU for a message: <seed> & co | 640 | 660 | - | 760 |", done.stdout)

    def test_everything_stays_on_the_paper_and_names_do_not_touch(self):
        same = {name: [5, 5, 5, 5] for name in "abcdef"}
        zero = {name: [0, 0, 0, 0] for name in "abcdef"}
        for series in (same, zero):
            picture = ElementTree.fromstring(growth.draw({"counts": [1, 2, 3, 4], "cost": series, "memory": series}))
            heights = sorted(float(text.get("y")) for text in picture.iter(f"{SVG}text") if text.text in same and float(text.get("x")) < 440)
            self.assertTrue(all(0 < height < growth.HEIGHT for height in heights))
            self.assertTrue(all(b - a >= 12 for a, b in zip(heights, heights[1:])), heights)

    def test_scale_reaches_over_the_largest_value(self):
        for most in (0.13, 1, 9.9, 10, 83.5, 760, 1e6):
            step = growth.nice_step(most, 5)
            self.assertGreaterEqual(step * 5, most)
            self.assertLess(step, most * 1.01)

    def test_bad_usage(self):
        self.json.write_text('{"counts": [1, 2], "cost": {"a": [1]}, "memory": {}}', encoding="utf-8")
        self.svg.write_text("not JSON", encoding="utf-8")
        for arguments, said in [((), "name a server with -s, or figures with --from"), (("--counts", "10,5"), "'10,5' are not numbers"),
                                (("--counts", "a"), "'a' are not numbers"), (("--from", "/no/such"), "/no/such holds no figures"),
                                (("--from", self.svg), "holds no figures"), (("--from", self.json), "not one figure for each count")]:
            done = run("growth.py", *arguments)
            self.assertEqual(done.returncode, 2)
            self.assertIn(said, done.stderr.splitlines()[-1])


if __name__ == "__main__":
    unittest.main()
