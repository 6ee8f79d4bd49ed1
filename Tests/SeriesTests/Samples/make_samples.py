# /// script
# requires-python = ">=3.11"
# dependencies = ["numpy==2.4.6"]
# ///
"""Writes the sample files anew, and prints what the tests expect of them.

    python3 -m venv /tmp/samples
    /tmp/samples/bin/pip install numpy==2.4.6
    /tmp/samples/bin/python Tests/SeriesTests/Samples/make_samples.py

Each file is written as a public data set is: its columns, its form of numbers and times, its quotes and line
ends. The values are made up. What is expected is computed from the files, by Python's own reader and numpy.
"""

import csv
import datetime
import os

import numpy as np

FOLDER = os.path.dirname(os.path.abspath(__file__))


def times(first, minutes, rows):
    return [first + datetime.timedelta(minutes=minutes * row) for row in range(rows)]


def daily(random, rows, a_day, mean, swing, noise):
    """A daily wave under noise that remembers."""
    values, rest = [], 0.0
    for row in range(rows):
        rest = 0.8 * rest + random.normal(0, noise)
        values.append(mean + swing * np.sin(2 * np.pi * row / a_day) + rest)
    return np.array(values)


def write(name, lines, end="\n"):
    with open(os.path.join(FOLDER, name), "w", encoding="ascii", newline="") as file:
        file.write(end.join(lines) + end)


def write_hourly_load():
    """As the hourly transformer loads of ETT: Float32 numbers, written as Float64."""
    random = np.random.default_rng(1)
    rows = 240
    shapes = [(8, 6, 2), (2, 1, 0.5), (5, 5, 2), (0.6, 0.8, 0.4), (3, 0.5, 0.3), (1, 0.2, 0.1), (20, 5, 1)]
    columns = [daily(random, rows, 24, *shape) for shape in shapes]
    lines = ["date,HUFL,HULL,MUFL,MULL,LUFL,LULL,OT"]
    for row, time in enumerate(times(datetime.datetime(2021, 2, 25), 60, rows)):
        values = [repr(float(np.float32(round(column[row], 3)))) for column in columns]
        lines.append(",".join([str(time)] + values))
    write("hourly-load.csv", lines)


def write_air_quality():
    """As the Beijing PM2.5 series: time in four columns, NA, a column of text, CRLF."""
    random = np.random.default_rng(2)
    rows = 240
    particles = np.round(np.exp(daily(random, rows, 24, 4, 0.8, 0.3)))
    missing = set(range(24)) | {40, 41, 42, 100, 171, 172, rows - 1}
    dew, temperature, pressure = (
        np.round(daily(random, rows, 24, *shape)) for shape in [(-12, 3, 1), (-2, 5, 1), (1021, 2, 1)]
    )
    lines, wind = ["No,year,month,day,hour,pm2.5,DEWP,TEMP,PRES,cbwd,Iws,Is,Ir"], 0.0
    for row, time in enumerate(times(datetime.datetime(2019, 12, 28), 60, rows)):
        wind = 0.89 if random.random() < 0.1 else wind + 1.79
        values = [row + 1, time.year, time.month, time.day, time.hour]
        values += ["NA" if row in missing else int(particles[row])]
        values += [int(dew[row]), int(temperature[row]), int(pressure[row])]
        values += [["NW", "SE", "NE", "cv"][int(random.integers(4))], f"{round(wind, 2):g}"]
        values += [int(row in (60, 61)), int(row in (200, 201, 202)) * (row - 199)]
        lines.append(",".join(map(str, values)))
    write("air-quality.csv", lines, end="\r\n")


def write_household_energy():
    """As the household energy data: everything in quotes, numbers padded or with exponents, CRLF."""
    random = np.random.default_rng(3)
    rows = 72
    appliances = 10 * np.round(np.exp(daily(random, rows, 144, 1.9, 0.4, 0.2)))
    lights = 10 * random.integers(0, 5, rows)
    inside, humidity, outside, wind = (
        daily(random, rows, 144, *shape) for shape in [(20, 1, 0.1), (45, 4, 0.5), (6, 4, 0.3), (4, 2, 0.5)]
    )
    lines = [
        ",".join(
            f'"{name}"'
            for name in ["date", "Appliances", "lights", "T1", "RH_1", "T_out", "Windspeed", "rv1"]
        )
    ]
    for row, time in enumerate(times(datetime.datetime(2022, 3, 27, 17), 10, rows)):
        values = [
            str(time),
            f"{int(appliances[row]):4d}",
            f"{int(lights[row])}",
            f"{inside[row]:.15f}",
            f"{humidity[row]:.15f}",
            f"{outside[row]: .16e}",
            f"{wind[row]: .17f}",
            f"{50 * random.random():.19f}",
        ]
        lines.append(",".join(f'"{value}"' for value in values))
    write("household-energy.csv", lines, end="\r\n")


def write_half_hourly_demand():
    """As the electricity demand of Victoria: ISO 8601 times in UTC, a local date, and TRUE or FALSE."""
    random = np.random.default_rng(4)
    rows = 240
    demand, temperature = daily(random, rows, 48, 4600, 700, 60), daily(random, rows, 48, 21, 5, 0.4)
    lines = ["Time,Demand,Temperature,Date,Holiday"]
    for row, time in enumerate(times(datetime.datetime(2020, 12, 30, 13), 30, rows)):
        date = (time + datetime.timedelta(hours=11)).date()
        lines.append(
            f"{time.isoformat()}Z,{round(float(demand[row]), 6)!r},{np.round(temperature[row] * 20) / 20:g},"
            f"{date},{'TRUE' if date == datetime.date(2021, 1, 1) else 'FALSE'}"
        )
    write("half-hourly-demand.csv", lines)


def read(name, *columns):
    """Columns as Float32, nan where one is missing."""
    with open(os.path.join(FOLDER, name), newline="") as file:
        rows = list(csv.DictReader(file))
    return np.array(
        [[np.nan if row[key] == "NA" else float(row[key]) for key in columns] for row in rows],
        dtype=np.float32,
    )


def show(what, values):
    """Float32 numbers with as few digits as tell them apart."""
    numbers = ", ".join(np.format_float_positional(np.float32(value), trim="-") for value in np.ravel(values))
    print(f"  {what}: [{numbers}]")


def moments(values):
    show("means", values.mean(axis=0, dtype=np.float64))
    show("deviations", values.astype(np.float64).std(axis=0))


def expect():
    load = read("hourly-load.csv", "HUFL", "HULL", "MUFL", "MULL", "LUFL", "LULL", "OT")
    print("hourly-load.csv", load.shape)
    show("first row", load[0])
    print("  of the first 144 rows:")
    moments(load[:144])
    show(
        "last row, scaled",
        (load[-1] - load[:144].mean(axis=0, dtype=np.float64)) / load[:144].astype(np.float64).std(axis=0),
    )

    air = read("air-quality.csv", "pm2.5", "TEMP", "Iws")
    given = ~np.isnan(air[:, 0])
    print("air-quality.csv", air.shape, "complete:", given.sum())
    moments(air[given])
    later, known = air[24:, 0], np.flatnonzero(given[24:])
    print("  without the first day:", len(later), "filled:", len(later) - len(known))
    forward = later[known[np.searchsorted(known, np.arange(len(later)), side="right") - 1]]
    straight = np.interp(np.arange(len(later)), known, later[known].astype(np.float64))
    for name, filled in [("forward", forward), ("interpolated", straight)]:
        show(f"{name}, rows 15 to 19", filled[15:20])
        moments(filled.astype(np.float32)[:, None])

    energy = read("household-energy.csv", "Appliances", "lights", "T1", "RH_1", "T_out", "Windspeed", "rv1")
    print("household-energy.csv", energy.shape)
    show("first row", energy[0])
    show("last row", energy[-1])
    moments(energy)

    demand = read("half-hourly-demand.csv", "Demand", "Temperature")
    print("half-hourly-demand.csv", demand.shape)
    show("first row", demand[0])
    show("smallest", demand.min(axis=0))
    show("ranges", demand.max(axis=0).astype(np.float64) - demand.min(axis=0))


if __name__ == "__main__":
    write_hourly_load()
    write_air_quality()
    write_household_energy()
    write_half_hourly_demand()
    expect()
