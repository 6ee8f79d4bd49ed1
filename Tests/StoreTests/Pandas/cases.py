"""The cases: a file and the data settings of a job each."""

import pandas as pd
from make_cases import DAY, HOUR, QUARTER, File, iso, write

CASES = {}


def case(body):
    CASES[body.__name__] = body
    return body


def plain(name, data, rows=80, columns=2, **options):
    write(name, File(name, rows, columns).text(), {"time": "time", **data}, **options)


# How files are written


@case
def defaults(name):
    plain(name, {}, columns=3)


@case
def no_time(name):
    write(name, File(name, 80).text(time=None), {}, times=None, season=None)


@case
def semicolon_decimal_comma(name):
    text = File(name, 80).text(delimiter=";", field=lambda text: text.replace(".", ","))
    write(name, text, {"time": "time"}, how={"sep": ";", "decimal": ","})


@case
def quoted_thousands(name):
    file = File(name, 80)
    file.columns = {n: [f"{float(x) * 137:,.2f}" for x in fields] for n, fields in file.columns.items()}
    write(name, file.text(quoted=True, end="\r\n"), {"time": "time"}, how={"thousands": ","})


@case
def tab_thousands_point(name):
    file = File(name, 80)
    file.columns = {
        n: [f"{float(x) * 211:,.2f}".replace(",", "_").replace(".", ",").replace("_", ".") for x in fields]
        for n, fields in file.columns.items()}
    data = {"time": "time", "format": {"delimiter": "tab", "decimal": ",", "thousands": "."}}
    write(name, file.text(delimiter="\t"), data, how={"sep": "\t", "thousands": ".", "decimal": ","})


@case
def pipe_latin_1_with_lines_above(name):
    file = File(name, 80)
    file.columns = {"größe": file.columns["a"], "b": file.columns["b"]}
    data = {"time": "time", "targets": ["größe"], "format": {"skip_rows": 2}}
    text = file.text(delimiter="|", above="Größen der Station\nerste, zweite\n")
    write(name, text, data, how={"sep": "|", "skiprows": 2}, encoding="latin-1")


@case
def utf_16(name):
    write(name, File(name, 60).text(), {"time": "time"}, encoding="utf-16")


@case
def packed(name):
    write(name, File(name, 400, 2).text(), {"time": "time", "lookback": 8, "horizon": 3}, packed=True)


@case
def text_column_beside(name):
    file = File(name, 80)
    file.columns = {"kind": [["x", "y, z"][row % 2] for row in range(80)], **file.columns}
    write(name, file.text(), {"time": "time", "targets": ["b"]})


# Times


@case
def epoch_seconds(name):
    text = File(name, 80, step=QUARTER).text(lambda time: {"time": int(time.timestamp())})
    write(name, text, {"time": "time", "calendar": ["minute_of_hour"]},
          times=lambda frame: pd.to_datetime(frame["time"], unit="s"), season=96)


@case
def epoch_milliseconds(name):
    text = File(name, 70, step=DAY).text(lambda time: {"time": int(time.timestamp() * 1000)})
    write(name, text, {"time": "time"}, times=lambda frame: pd.to_datetime(frame["time"], unit="ms"), season=7)


def day_first(frame):
    return pd.to_datetime(frame["time"], format="%d/%m/%Y %H:%M")


@case
def day_first_found(name):
    text = File(name, 90).shuffle().text(lambda time: {"time": time.strftime("%d/%m/%Y %H:%M")})
    write(name, text, {"time": "time", "calendar": ["day_of_month", "day_of_week"]}, times=day_first)


@case
def day_first_told(name):
    """No day is behind the 12th: only the format tells day from month."""
    file = File(name, 80, step=DAY, start="2023-01-05 00:00")
    file.times = [time for time in pd.date_range("2022-01-01", "2023-12-31") if time.day <= 12][:80]
    text = file.text(lambda time: {"time": time.strftime("%d/%m/%Y %H:%M")})
    write(name, text, {"time": "time", "time_format": "%d/%m/%Y %H:%M", "gaps": "cut", "lookback": 4},
          times=day_first, season=7)


@case
def twelve_hour_clock(name):
    text = File(name, 80).text(lambda time: {"time": time.strftime("%B %d, %Y %I:%M %p")})
    write(name, text, {"time": "time", "time_format": "%B %d, %Y %I:%M %p"},
          times=lambda frame: pd.to_datetime(frame["time"], format="%B %d, %Y %I:%M %p"))


@case
def parts_in_columns(name):
    words = ["hour", "day", "month", "year"]
    text = File(name, 90).shuffle().text(lambda time: {word: getattr(time, word) for word in words})
    write(name, text, {"time": ["year", "month", "day", "hour"], "calendar": ["hour_of_day"]},
          times=lambda frame: pd.to_datetime(frame[words]))


@case
def date_and_clock(name):
    text = File(name, 80, step=QUARTER).text(
        lambda time: {"Date": time.strftime("%Y-%m-%d"), "Time": time.strftime("%H:%M:%S")})
    write(name, text, {"time": ["Date", "Time"], "lookback": 3},
          times=lambda frame: pd.to_datetime(frame["Date"] + " " + frame["Time"]), season=96)


@case
def offsets(name):
    """The same hours as Berlin's and New York's clocks show them, in turn."""
    zones = ["Europe/Berlin", "America/New_York"]
    file = File(name, 80, start="2024-03-09 20:00")
    count = iter(range(10**6))
    text = file.text(lambda time: {"time": time.tz_localize("UTC").tz_convert(zones[next(count) % 2]).isoformat()})
    write(name, text, {"time": "time"},
          times=lambda frame: pd.to_datetime(frame["time"], utc=True).dt.tz_localize(None))


def berlin(frame):
    local = pd.to_datetime(frame["time"]).dt.tz_localize("Europe/Berlin", ambiguous="infer")
    return local.dt.tz_convert("UTC").dt.tz_localize(None)


def berlin_clocks(time):
    return {"time": time.tz_localize("UTC").tz_convert("Europe/Berlin").strftime("%Y-%m-%d %H:%M")}


@case
def hour_that_came_twice(name):
    text = File(name, 96, step=pd.Timedelta(minutes=30), start="2024-10-26 12:00").text(berlin_clocks)
    data = {"time": "time", "time_zone": "Europe/Berlin", "calendar": ["hour_of_day", "day_of_week"]}
    write(name, text, data, times=berlin, season=48)


@case
def hour_that_was_left_out(name):
    text = File(name, 96, start="2024-03-29 12:00").without((50, 53)).text(berlin_clocks)
    data = {"time": "time", "time_zone": "Europe/Berlin", "calendar": ["hour_of_day"], "gaps": "insert",
            "missing": "interpolate",
            "split": {"train": "until 2024-03-31 21:00", "validation": "until 2024-04-01 09:00"}}
    write(name, text, data, times=berlin)


@case
def one_offset_and_its_clock(name):
    """Calendar columns, and where the training part ends, go by the clock that the times are written by."""
    file = File(name, 90, start="2024-02-27 20:00")
    text = file.text(lambda time: {"time": time.isoformat() + "+05:30"})
    split = {"train": "until 2024-03-01", "validation": "until 2024-03-01 07:30"}
    data = {"time": "time", "calendar": ["hour_of_day", "day_of_week"], "split": split}
    write(name, text, data, times=iso_without_offset)


def iso_without_offset(frame):
    return pd.to_datetime(frame["time"].str.removesuffix("+05:30"))


@case
def moments_and_a_zones_clocks(name):
    """Seconds since 1970 over the change in autumn, with the hours that Berlin's clocks show."""
    text = File(name, 80, start="2024-10-26 10:00").text(lambda time: {"time": int(time.timestamp())})
    data = {"time": "time", "time_zone": "Europe/Berlin", "calendar": "hour_of_day"}
    write(name, text, data, times=lambda frame: pd.to_datetime(frame["time"], unit="s"))


@case
def true_and_false(name):
    file = File(name, 80)
    file.columns["open"] = [["true", "false"][row * row % 7 % 2] for row in range(80)]
    write(name, file.text(), {"time": "time", "known": "open"})


# Scaling


@case
def scaling_minmax(name):
    plain(name, {"scaling": "minmax"})


@case
def scaling_robust(name):
    file = File(name, 90, 3)
    # Most of it one value: no distance between the quartiles.
    file.columns["c"] = [value if row % 9 == 0 else "3.5" for row, value in enumerate(file.columns["c"])]
    write(name, file.text(), {"time": "time", "scaling": "robust"})


@case
def scaling_none(name):
    plain(name, {"scaling": "none"})


@case
def column_that_is_constant(name):
    file = File(name, 90)
    file.columns["b"] = ["7.25" if row < 70 else value for row, value in enumerate(file.columns["b"])]
    write(name, file.text(), {"time": "time"})


@case
def values_beyond_float32(name):
    file = File(name, 90)
    file.columns["a"] = [f"{5432109.8 + float(value) / 900:.4f}" for value in file.columns["a"]]
    write(name, file.text(), {"time": "time", "targets": ["a"]})


# Missing values

TOKENS = ["", "NA", "nan", "NULL", "N/A", "null", "NaN"]


@case
def missing_forward_fill(name):
    write(name, File(name, 120).lose(0.2, TOKENS, runs=3).text(), {"time": "time", "missing": "forward_fill"})


@case
def missing_interpolate(name):
    write(name, File(name, 120).lose(0.2, TOKENS, runs=3).text(), {"time": "time", "missing": "interpolate"})


@case
def missing_often(name):
    file = File(name, 140).lose(0.7, columns=["a"]).lose(0.5, runs=9, columns=["b"])
    write(name, file.text(), {"time": "time", "missing": "interpolate", "scaling": "robust"})


@case
def missing_from_the_first_row(name):
    file = File(name, 100)
    for row in range(23):
        file.columns["a"][row] = ""
    write(name, file.lose(0.1).text(), {"time": "time", "missing": "interpolate"})


@case
def missing_drop(name):
    data = {"time": "time", "missing": "drop", "gaps": "ignore"}
    write(name, File(name, 112).lose(0.1).text(), data)


@case
def missing_drop_and_cut(name):
    data = {"time": "time", "missing": "drop", "gaps": "cut", "lookback": 3}
    write(name, File(name, 126).lose(0.04).text(), data)


@case
def missing_cut(name):
    write(name, File(name, 126).lose(0.05).text(), {"time": "time", "missing": "cut", "lookback": 4})


@case
def missing_mask(name):
    file = File(name, 112, 3).lose(0.15, columns=["a", "c"], runs=2)
    write(name, file.text(), {"time": "time", "missing": "mask"})


@case
def missing_in_the_target_alone(name):
    file = File(name, 112, 3).lose(0.3, columns=["c"], runs=2)
    write(name, file.text(), {"time": "time", "missing": "forward_fill", "features": ["a", "b"], "targets": ["c"]})


@case
def sentinel_of_one_column(name):
    file = File(name, 110).lose(0.15, ["-200", "-200.0", "-2e2"], columns=["a"], runs=2)
    file.columns["b"] = ["-200" if row % 13 == 5 else value for row, value in enumerate(file.columns["b"])]
    data = {"time": "time", "missing": "forward_fill", "missing_values": {"a": [-200]}}
    write(name, file.text(), data)


@case
def tokens_of_ones_own(name):
    file = File(name, 110).lose(0.15, ["-999.00", "?", "gone"])
    data = {"time": "time", "missing": "interpolate", "missing_values": [-999, "?", "gone"]}
    write(name, file.text(), data, how={"na_values": ["?", "gone"], "keep_default_na": False})


# Rows


@case
def duplicates_first(name):
    write(name, File(name, 90).repeat(14).shuffle().text(), {"time": "time", "duplicates": "first"})


@case
def duplicates_last(name):
    write(name, File(name, 90).repeat(14).shuffle().text(), {"time": "time", "duplicates": "last"})


@case
def duplicates_mean(name):
    file = File(name, 90).repeat(30).lose(0.2).shuffle()
    write(name, file.text(), {"time": "time", "duplicates": "mean", "missing": "forward_fill"})


HOLES = [(20, 23), (41, 42), (60, 75), (101, 103)]


@case
def gaps_insert(name):
    data = {"time": "time", "gaps": "insert", "missing": "forward_fill"}
    write(name, File(name, 140).without(*HOLES).shuffle().text(), data)


@case
def gaps_insert_interpolate(name):
    data = {"time": "time", "gaps": "insert", "missing": "interpolate", "normalise": "last"}
    write(name, File(name, 140).without(*HOLES).lose(0.05).text(), data)


@case
def gaps_insert_mask(name):
    split = {"train": 0.5, "validation": 0.2, "test": 0.3}
    data = {"time": "time", "gaps": "insert", "missing": "mask", "split": split}
    write(name, File(name, 140).without(*HOLES).text(), data)


@case
def gaps_cut(name):
    data = {"time": "time", "gaps": "cut", "stride": 2, "season": 6}
    write(name, File(name, 140).without(*HOLES).text(), data)


@case
def gaps_cut_forward_fill(name):
    data = {"time": "time", "gaps": "cut", "missing": "forward_fill"}
    write(name, File(name, 140).without(*HOLES).lose(0.12, runs=2).text(), data)


@case
def gaps_ignore(name):
    write(name, File(name, 120).without((30, 37)).text(), {"time": "time", "gaps": "ignore"})


@case
def months(name):
    file = File(name, 100, step=pd.DateOffset(months=1), start="2001-01-01", season=12).without((13, 15), (60, 61))
    data = {"time": "time", "gaps": "insert", "missing": "interpolate", "calendar": "month"}
    write(name, file.text(lambda time: {"time": time.strftime("%Y-%m-%d")}), data, season=12)


# Windows


@case
def split_by_rows(name):
    plain(name, {"split": {"train": 50, "validation": 11, "test": 16}})


@case
def split_by_times(name):
    split = {"train": "until 2024-02-29", "validation": "until 2024-02-29 14:30", "test": "until 2024-03-01 03:00"}
    plain(name, {"split": split})


@case
def split_without_validation(name):
    plain(name, {"split": {"train": 0.62, "test": 0.171}}, rows=97)


@case
def stride_3(name):
    plain(name, {"stride": 3})


@case
def stride_and_missing(name):
    write(name, File(name, 120).lose(0.5, runs=4).text(),
          {"time": "time", "stride": 3, "missing": "forward_fill", "targets": ["a"], "features": ["a"]})


@case
def segment_2(name):
    plain(name, {"segment": 2, "lookback": 8, "horizon": 4})


@case
def normalise_last(name):
    write(name, File(name, 110).lose(0.15).text(), {"time": "time", "normalise": "last", "missing": "interpolate"})


@case
def normalise_mean(name):
    plain(name, {"normalise": "mean"})


@case
def normalise_standard(name):
    plain(name, {"normalise": "standard", "lookback": 9})


@case
def season_of_the_job(name):
    plain(name, {"season": 5, "horizon": 7, "lookback": 3})


@case
def season_with_missing(name):
    data = {"time": "time", "season": 4, "horizon": 6, "missing": "forward_fill"}
    write(name, File(name, 132).lose(0.4).text(), data)


@case
def targets_that_are_no_features(name):
    plain(name, {"features": ["c", "a"], "targets": ["b"]}, columns=3)


@case
def independent(name):
    plain(name, {"channels": "independent", "normalise": "last"}, columns=3)


@case
def independent_segments_and_known(name):
    data = {"channels": "independent", "segment": 3, "lookback": 6, "horizon": 3, "known": ["c"],
            "calendar": "hour_of_day", "normalise": "mean"}
    plain(name, data, columns=3)


@case
def independent_mask(name):
    file = File(name, 112, 3).lose(0.15, columns=["a"], runs=2)
    write(name, file.text(), {"time": "time", "channels": "independent", "missing": "mask", "known": ["c"]})


@case
def known_columns(name):
    plain(name, {"known": ["b"], "targets": ["a"], "features": ["a"]}, columns=3)


@case
def known_forward_fill(name):
    file = File(name, 112).lose(0.2, runs=2)
    write(name, file.text(), {"time": "time", "known": ["b"], "missing": "forward_fill", "horizon": 4})


@case
def known_interpolate(name):
    file = File(name, 112).lose(0.25, runs=3)
    write(name, file.text(), {"time": "time", "known": ["b"], "missing": "interpolate", "horizon": 4})


@case
def known_mask(name):
    file = File(name, 112).lose(0.2, runs=2)
    write(name, file.text(), {"time": "time", "known": ["b"], "missing": "mask", "horizon": 3})


@case
def known_cut(name):
    file = File(name, 126).lose(0.05)
    write(name, file.text(), {"time": "time", "known": ["b"], "missing": "cut", "horizon": 2, "lookback": 3})


# Calendar


@case
def calendar_of_hours(name):
    words = ["hour_of_day", "minute_of_hour", "day_of_week", "is_weekend"]
    file = File(name, 112, 1, step=pd.Timedelta(minutes=50), start="2023-12-29 21:10")
    data = {"time": "time", "calendar": words, "lookback": 3, "holidays": ["2024-01-01", "2023-12-31"], "season": 29}
    write(name, file.text(), data)


@case
def calendar_of_days(name):
    words = ["day_of_month", "day_of_year", "week_of_year", "month", "holiday"]
    file = File(name, 260, 1, step=pd.Timedelta(days=4), start="2019-12-20 00:00")
    holidays = ["2020-02-29", "2020-12-25", "2021-01-01", "2022-12-26"]
    data = {"time": "time", "calendar": words, "holidays": holidays, "lookback": 2, "horizon": 1, "season": 91}
    write(name, file.text(lambda time: {"time": time.strftime("%Y-%m-%d")}), data)


# Long tables


def stations(name, *files):
    """Rows of several stations, interleaved."""
    rows = []
    for number, (station, file) in enumerate(files):
        head, *lines = file.text(lambda time, station=station: {
            "time": time.strftime("%Y-%m-%d %H:%M"), "station": station}).splitlines()
        rows += [(row * 7919 % 101, number, line) for row, line in enumerate(lines)]
    return "\n".join([head] + [line for _, _, line in sorted(rows)]) + "\n"


LONG = {"time": "time", "series": "station", "lookback": 4}


@case
def long_table(name):
    files = [("north", File(name + "1", 70)), ("Süd", File(name + "2", 55, start="2024-03-01 00:00")),
             ("a, b", File(name + "3", 60))]
    write(name, stations(name, *files), {**LONG, "targets": ["a"]})


@case
def long_table_scaled_together(name):
    files = [("x", File(name + "1", 70)), ("y", File(name + "2", 50))]
    write(name, stations(name, *files), {**LONG, "scaling_per": "table", "scaling": "robust", "normalise": "last"})


@case
def long_table_with_everything(name):
    files = [("x", File(name + "1", 90).lose(0.1).without((20, 24), (50, 51))),
             ("y", File(name + "2", 80).lose(0.2, runs=2).without((30, 31))), ("z", File(name + "3", 3))]
    data = {**LONG, "gaps": "insert", "missing": "interpolate", "scaling": "minmax", "calendar": "hour_of_day"}
    write(name, stations(name, *files), data)


@case
def long_table_split_by_time(name):
    files = [("x", File(name + "1", 90)), ("y", File(name + "2", 70, start="2024-02-28 06:00")),
             ("late", File(name + "3", 20, start="2024-03-01 12:00"))]
    data = {**LONG, "split": {"train": "until 2024-02-29 20:00", "validation": "until 2024-03-01 06:00"}}
    write(name, stations(name, *files), data)


@case
def long_table_duplicates_and_masks(name):
    files = [("x", File(name + "1", 80).repeat(9).lose(0.1, columns=["b"])), ("y", File(name + "2", 80).repeat(5))]
    data = {**LONG, "duplicates": "mean", "missing": "mask", "targets": ["a"], "scaling_per": "table"}
    write(name, stations(name, *files), data)


@case
def long_table_of_short_series(name):
    files = [("x", File(name + "1", 80)), ("y", File(name + "2", 14)), ("z", File(name + "3", 8))]
    data = {**LONG, "split": {"train": 10, "validation": 8, "test": 8}}
    write(name, stations(name, *files), data)
