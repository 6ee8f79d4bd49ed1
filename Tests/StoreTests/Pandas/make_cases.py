# /// script
# requires-python = ">=3.11"
# dependencies = ["pandas==3.1.1", "numpy==2.4.6"]
# ///
"""Writes the cases of the data tests anew: small random files, and what pandas and numpy make of them.

    python3 -m venv /tmp/pandas
    /tmp/pandas/bin/pip install pandas==3.1.1 numpy==2.4.6
    /tmp/pandas/bin/python Tests/StoreTests/Pandas/make_cases.py

Takes about half a minute. `replica.py` is the second implementation, written from deploy/jobs/README.md. NAME.csv is
the file, NAME.json the job's data settings and what comes of them: rows, scaling, windows of each part, some windows
whole, the sums of all, and the naive forecasts' errors. Numbers have eight digits; null stands for no value.
"""

import csv
import gzip
import io
import json
import sys
import zlib
from pathlib import Path

import numpy as np
import pandas as pd
from replica import PARTS, Replica

FOLDER = Path(__file__).parent
HOUR, QUARTER, DAY = pd.Timedelta(hours=1), pd.Timedelta(minutes=15), pd.Timedelta(days=1)


class File:
    """A random table as text fields, to be damaged and then written."""

    def __init__(self, name, rows, columns=2, step=HOUR, start="2024-02-27 05:00", season=24):
        self.random = np.random.default_rng(zlib.crc32(name.encode()))
        self.step = step
        months = isinstance(step, pd.DateOffset)
        self.times = list(pd.date_range(start, periods=rows, freq=step)) if months else [
            pd.Timestamp(start) + step * row for row in range(rows)]
        angle = 2 * np.pi * np.arange(rows) / season
        self.columns = {}
        for number in range(columns):
            level, width = self.random.uniform(-20, 60), self.random.uniform(0.5, 12)
            values = level + width * (np.sin(angle + number) + 0.4 * self.random.standard_normal(rows))
            values += 0.01 * width * np.cumsum(self.random.standard_normal(rows))
            self.columns["abcdefgh"[number]] = [f"{value:.{2 + number % 2}f}" for value in values]

    @property
    def rows(self):
        return len(self.times)

    def lose(self, share, tokens=("",), columns=None, runs=1):
        """Puts tokens in the place of values, several rows in a row."""
        for name in columns or self.columns:
            for row in np.flatnonzero(self.random.random(self.rows) < share / runs):
                for place in range(row, min(self.rows, row + self.random.integers(1, 2 * runs))):
                    self.columns[name][place] = str(self.random.choice(list(tokens)))
        return self

    def keep(self, rows):
        """These rows, in this order."""
        rows = list(rows)
        self.times = [self.times[row] for row in rows]
        self.columns = {name: [fields[row] for row in rows] for name, fields in self.columns.items()}
        return self

    def without(self, *ranges):
        gone = {row for first, last in ranges for row in range(first, last)}
        return self.keep(row for row in range(self.rows) if row not in gone)

    def shuffle(self):
        return self.keep(self.random.permutation(self.rows))

    def repeat(self, count):
        """Some times once or twice more, with other values, anywhere behind."""
        for row in self.random.integers(0, self.rows, count):
            self.times.append(self.times[row])
            for fields in self.columns.values():
                fields.append(f"{float(fields[row] or 0) + self.random.standard_normal():.2f}")
        return self

    def text(self, time=lambda time: {"time": time.strftime("%Y-%m-%d %H:%M")}, delimiter=",", quoted=False,
             field=lambda text: text, above="", end="\n"):
        out = io.StringIO()
        writer = csv.writer(out, delimiter=delimiter, lineterminator=end,
                            quoting=csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL)
        heads = list(time(self.times[0]) if time else []) + list(self.columns)
        writer.writerow(heads)
        for row, moment in enumerate(self.times):
            writer.writerow(list(time(moment).values() if time else []) +
                            [field(fields[row]) for fields in self.columns.values()])
        return above + out.getvalue()


def iso(frame):
    return pd.to_datetime(frame["time"])


def number(value):
    return None if np.isnan(value) else float(f"{value:.8g}")


def numbers(array):
    return [number(value) for value in np.asarray(array, float).ravel()]


def part_expected(replica, part):
    """Sums over all windows, and the first, a middle and the last one whole."""
    count = len(replica.windows[part])
    windows = [replica.window(part, number) for number in range(count)]
    expected = {"windows": count, "lost": replica.lost[part]}
    if count == 0:
        return expected
    inputs, targets, known = (np.stack([window[kind] for window in windows]) for kind in range(3))
    weight = 1 + np.arange(count) % 7
    along = lambda array: (array.T * weight).T
    real = ~np.isnan(targets)
    expected["inputs"] = numbers([along(inputs).sum(), np.abs(along(inputs)).sum()])
    expected["targets"] = numbers([np.nansum(along(targets)), np.nansum(np.abs(along(targets)))])
    expected["known"] = numbers([along(known).sum(), np.abs(along(known)).sum()])
    expected["realTargets"] = int(real.sum())
    naive = replica.naive(part, replica.data["season"])
    expected["lastValue"] = number(naive["last"])
    expected["lastSeason"] = number(naive["season"]) if "season" in naive else None
    shown = [{0, count // 2, count - 1}, {count // 3}, {count - 1}][part]
    expected["shown"] = [
        {"window": n, **{kind: numbers(array) for kind, array in zip(["input", "target", "known"], windows[n])}}
        for n in sorted(shown)]
    return expected


def write(name, text, data, times=iso, how=None, season=24, encoding="utf-8", packed=False):
    """One case. `season` is what the step suggests where the job does not say."""
    path = FOLDER / f"{name}.csv"
    content = text.encode(encoding)
    path.write_bytes(gzip.compress(content, 9, mtime=0) if packed else content)
    how = {"encoding": encoding, **(how or {})}
    if packed:
        how["compression"] = "gzip"
    data = {"lookback": 5, "horizon": 2, **data}
    replica = Replica(path, {"season": season, **data}, how, times)
    outputs = data["horizon"] * (1 if data.get("channels") == "independent" else len(replica.targets))
    # JSON is YAML.
    job = {"data": {"csv": path.name, **data}, "model": [{"lstm": {"units": 1}}, {"dense": {"units": outputs}}]}
    per_series = "series" in data and data.get("scaling_per", "series") == "series"
    expected = {
        "job": json.dumps(job, ensure_ascii=False), "rows": replica.rows, "dropped": replica.dropped,
        "duplicates": replica.duplicates, "inserted": replica.inserted, "season": data.get("season", season),
        "features": replica.features, "targets": replica.targets, "known": replica.known,
        "scaling": [
            {name: numbers(pair) for name, pair in fitted.items()}
            for fitted in replica.statistics[:None if per_series else 1]],
        "parts": {part: part_expected(replica, number) for number, part in enumerate(PARTS)},
    }
    text = json.dumps(expected, ensure_ascii=False, separators=(",", ":"))
    (FOLDER / f"{name}.json").write_text(text + "\n", encoding="utf-8")


def main():
    for path in FOLDER.glob("*.csv"):
        path.unlink()
    for path in FOLDER.glob("*.json"):
        path.unlink()
    from cases import CASES
    for name, make in CASES.items():
        try:
            make(name)
        except Exception:
            print(name, file=sys.stderr)
            raise
    size = sum(path.stat().st_size for path in FOLDER.iterdir() if path.is_file())
    print(len(CASES), "cases,", size, "bytes")


if __name__ == "__main__":
    sys.modules["make_cases"] = sys.modules["__main__"]
    main()
