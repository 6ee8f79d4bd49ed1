"""What a job's data settings ask for, by pandas and numpy, written from the documentation of the job file."""

import numpy as np
import pandas as pd

PARTS = ["train", "validation", "test"]


def as_list(value):
    return [] if value is None else value if isinstance(value, list) else [value]


class Replica:
    """One job's data: rows in order, scaled, and the windows cut from them.

    `how` says how the file is written, as `pandas.read_csv` takes it, and `times` how its times become moments.
    """

    def __init__(self, path, data, how, times):
        self.data = data
        self.time = as_list(data.get("time"))
        frame = pd.read_csv(path, **how)
        self.choose_columns(frame)
        self.mark_missing(frame)
        frame["@time"] = times(frame) if times else np.arange(len(frame))
        frame["@series"] = frame[data["series"]].astype(str) if "series" in data else ""
        self.moments = frame["@time"]
        self.dropped = self.duplicates = self.inserted = 0
        if data.get("missing") == "drop":
            whole = frame[self.columns].notna().all(axis=1)
            self.dropped = int((~whole).sum())
            frame = frame[whole]
        names = sorted(frame["@series"].unique(), key=lambda name: name.encode())
        series = [self.regular(frame[frame["@series"] == name], name, bool(times)) for name in names]
        self.split(series)
        self.add_calendar(series, data.get("time_zone"))
        self.add_masks(series)
        self.choose_series(series)
        self.scale()
        self.cut()

    # Columns

    def choose_columns(self, frame):
        apart = self.time + as_list(self.data.get("series"))
        numeric = [name for name in frame if name not in apart and pd.api.types.is_numeric_dtype(frame[name])]
        self.known = as_list(self.data.get("known"))
        given = self.data.get("features") or self.data.get("targets") and numeric
        self.features = list(given or numeric)
        self.features += [name for name in self.known if name not in self.features]
        usual = [name for name in self.features if name not in self.known]
        self.targets = as_list(self.data.get("targets")) or usual
        self.columns = self.features + [name for name in self.targets if name not in self.features]
        self.calendar, self.masks = [], []

    def mark_missing(self, frame):
        """Numbers count by their value."""
        given = self.data.get("missing_values", {})
        for name in self.columns:
            tokens = given.get(name, []) if isinstance(given, dict) else given
            frame[name] = frame[name].astype(float)
            for token in tokens:
                if isinstance(token, (int, float)):
                    frame.loc[frame[name] == token, name] = np.nan

    # Rows

    def regular(self, frame, name, is_timed):
        """One row a time, in order; `piece` numbers the rows that no hole parts."""
        frame = frame.sort_values("@time", kind="stable").reset_index(drop=True)
        policy = self.data.get("duplicates", "error")
        repeated = frame["@time"].duplicated()
        self.duplicates += int(repeated.sum())
        if repeated.any():
            assert policy != "error", "duplicate times"
            if policy == "mean":
                frame = frame.groupby("@time", sort=True)[self.columns].mean().reset_index()
            else:
                frame = frame.drop_duplicates("@time", keep=policy).reset_index(drop=True)
        frame["@series"], frame["@piece"] = name, 0
        gaps = self.data.get("gaps", "error")
        if not is_timed or len(frame) < 2 or gaps == "ignore":
            return frame
        step = self.step(frame["@time"])
        expected = frame["@time"].map(lambda time: time + step).shift()
        hole = (frame["@time"] != expected) & expected.notna()
        if not hole.any():
            return frame
        assert gaps != "error", "rows that are not there"
        if gaps == "cut":
            frame["@piece"] = hole.cumsum()
            return frame
        whole = pd.date_range(frame["@time"].iloc[0], frame["@time"].iloc[-1], freq=step)
        assert frame["@time"].isin(whole).all()
        self.inserted += len(whole) - len(frame)
        frame = frame.set_index("@time").reindex(whole).rename_axis("@time").reset_index()
        frame["@series"], frame["@piece"] = name, 0
        return frame

    def step(self, times):
        """A month where all times are a month's first day, else the step that comes most often."""
        differences = times.diff().dropna()
        months = (times.dt.day == 1).all() and (differences >= pd.Timedelta(days=28)).all()
        return pd.DateOffset(months=1) if months else differences.mode().iloc[0]

    def split(self, series):
        wanted = self.data.get("split", {"train": 0.7, "validation": 0.15, "test": 0.15})
        wanted = [wanted.get(part, 0) for part in PARTS]
        for frame in series:
            count = len(frame)
            if isinstance(wanted[0], str):
                ends = [pd.Timestamp(text.removeprefix("until ")) if text else None for text in wanted]
                zone = self.data.get("time_zone")
                if zone:
                    ends = [end and end.tz_localize(zone).tz_convert("UTC").tz_localize(None) for end in ends]
                ends = [count if end is None else int((frame["@time"] < end).sum()) for end in ends]
            elif isinstance(wanted[0], float):
                ends = [min(count, int(np.floor(sum(wanted[: i + 1]) * count + 0.5))) for i in range(3)]
            else:
                ends = [min(count, sum(wanted[: i + 1])) for i in range(3)]
            row = np.arange(count)
            frame["@part"] = np.searchsorted(np.array(ends), row, side="right")

    # Columns that are made

    def add_calendar(self, series, zone):
        words = as_list(self.data.get("calendar"))
        if "holidays" in self.data and "holiday" not in words:
            words = words + ["holiday"]
        for frame in series:
            for word in words:
                times = frame["@time"]
                clock = times.dt.tz_localize("UTC").dt.tz_convert(zone).dt.tz_localize(None) if zone else times
                for name, values in calendar_columns(word, clock, self.data.get("holidays", [])).items():
                    frame[name] = np.asarray(values, float)
                    if name not in self.calendar:
                        self.calendar.append(name)
        self.features, self.known = self.features + self.calendar, self.known + self.calendar
        self.columns = self.columns + self.calendar

    def add_masks(self, series):
        if self.data.get("missing") != "mask":
            return
        lacking = [
            name for name in self.features
            if any(frame.loc[frame["@part"] == 0, name].isna().any() for frame in series)
        ]
        if self.data.get("channels") == "independent" and lacking:
            lacking = [name for name in self.targets] + [name for name in lacking if name in self.known]
        self.masks = [f"{name}_missing" for name in lacking]
        for frame in series:
            for name in lacking:
                frame[f"{name}_missing"] = frame[name].isna().astype(float)
        self.features, self.columns = self.features + self.masks, self.columns + self.masks

    # Scale

    def choose_series(self, series):
        """Those that have a training row and a window."""
        self.table = series
        self.rows = sum(len(frame) for frame in series)
        self.series = [frame for frame in series if (frame["@part"] == 0).any() and any(self.origins(frame)[0])]

    def scale(self):
        word = self.data.get("scaling", "standard")
        scope = self.data.get("scaling_per", "series")
        together = pd.concat([frame[frame["@part"] == 0] for frame in self.series])
        self.statistics = []
        for frame in self.series:
            rows = frame[frame["@part"] == 0] if scope == "series" and "series" in self.data else together
            fitted = {
                name: (0.0, 1.0) if name in self.masks else statistics(rows[name].dropna().to_numpy(), word)
                for name in self.columns
            }
            self.statistics.append(fitted)
            for name, (offset, scale) in fitted.items():
                # Scaled values are stored as Float32.
                frame[name] = ((frame[name] - offset) / scale).astype(np.float32).astype(float)

    # Windows

    def places(self, frame, piece):
        """Rows of first targets, by part, as if no value were missing."""
        lookback, horizon = self.data["lookback"], self.data["horizon"]
        part = frame["@part"].to_numpy()
        for number in range(3):
            rows = np.flatnonzero(part == number)
            stride = self.data.get("stride", 1) if number == 0 else 1
            for one in np.unique(piece[rows]):
                mine = rows[piece[rows] == one]
                begin = int(np.flatnonzero(piece == one)[0])
                first = max(mine[0], (max(begin, mine[0]) if number == 0 else begin) + lookback)
                for origin in range(first, mine[-1] - horizon + 2, stride):
                    yield number, begin, origin

    def origins(self, frame):
        """Rows of first targets, by part, and how many there are less for values and rows that are not there."""
        found, whole = [[], [], []], [0, 0, 0]
        for number, begin, origin in self.places(frame, frame["@piece"].to_numpy()):
            if self.is_window(frame, begin, origin):
                found[number].append(origin)
        for number, _, _ in self.places(frame, np.zeros(len(frame))):
            whole[number] += 1
        return found, [count - len(origins) for count, origins in zip(whole, found)]

    def is_window(self, frame, begin, origin):
        lookback, horizon = self.data["lookback"], self.data["horizon"]
        used = ~np.isnan(frame[self.columns].to_numpy())
        targets = ~np.isnan(frame[self.targets].to_numpy()[origin:origin + horizon])
        if self.data.get("missing") == "cut":
            return bool(used[origin - lookback:origin + horizon].all())
        return bool(used[begin:origin].any(axis=0).all() and targets.any())

    def cut(self):
        self.windows = [[], [], []]
        self.lost = [0, 0, 0]
        for index, frame in enumerate(self.series):
            found, lost = self.origins(frame)
            for number in range(3):
                self.windows[number] += [(index, origin) for origin in found[number]]
                self.lost[number] += lost[number]

    def filled(self, column, begin, origin, horizon, is_known):
        """A column's lookback, and its horizon where it is known, from values that the window knows."""
        end = origin + horizon if is_known else origin
        values = pd.Series(column[begin:end])
        if self.data.get("missing") == "interpolate":
            values = values.interpolate(method="linear", limit_area="inside")
        values = values.ffill().bfill().to_numpy()
        return values[origin - self.data["lookback"] - begin:]

    def window(self, part, number):
        """Input (T / segment, C, F), target (C, outputs) with NaN for none, and known (C, horizon x K)."""
        index, origin = self.windows[part][number]
        frame = self.series[index]
        lookback, horizon = self.data["lookback"], self.data["horizon"]
        piece = frame["@piece"].to_numpy()
        begin = int(np.flatnonzero(piece == piece[origin])[0])
        rows = {
            name: self.filled(frame[name].to_numpy(), begin, origin, horizon, name in self.known)
            for name in self.features
        }
        word = self.data.get("normalise", "none")
        for name in self.features:
            if name not in self.known and name not in self.masks:
                rows[name] = normalised(rows[name], word)
        target = frame[self.targets].to_numpy()[origin:origin + horizon]
        told = [name for name in self.features if name in self.known]
        known = np.stack([rows[name][lookback:] for name in told], 1).ravel() if told else np.zeros(0)
        if self.data.get("channels") == "independent":
            samples = [[name] + self.beside(name) for name in self.targets]
            target = target.T
        else:
            samples = [self.features]
            target = target.reshape(1, -1)
        segment = self.data.get("segment", 1)
        inputs = [
            np.stack([rows[name][:lookback] for name in names], 1).reshape(lookback // segment, -1)
            for names in samples
        ]
        return np.stack(inputs, 1), target, np.tile(known, (len(samples), 1))

    def beside(self, name):
        """What a channel's sample has beside its own column."""
        masks = [f"{one}_missing" for one in self.known]
        known = [one for one in self.features if one in self.known]
        own = [one for one in self.masks if one == f"{name}_missing"]
        return own + known + [one for one in self.masks if one in masks]

    # Naive forecasts

    def naive(self, part, season):
        """Mean squared errors on the scaled scale: the last real value, and that of whole seasons ago."""
        errors = {"last": [], "season": []}
        for index, origin in self.windows[part]:
            frame = self.series[index]
            piece = frame["@piece"].to_numpy()
            begin = int(np.flatnonzero(piece == piece[origin])[0])
            for name in self.targets:
                values = frame[name].to_numpy()
                past = values[begin:origin][~np.isnan(values[begin:origin])]
                for ahead in range(self.data["horizon"]):
                    truth = values[origin + ahead]
                    if np.isnan(truth) or len(past) == 0:
                        continue
                    errors["last"].append(truth - past[-1])
                    if season is None:
                        continue
                    row = origin + ahead - season * (ahead // season + 1)
                    while row >= begin and np.isnan(values[row]):
                        row -= season
                    errors["season"].append(truth - (values[row] if row >= begin else past[-1]))
        return {word: float(np.mean(np.square(list_))) for word, list_ in errors.items() if list_}


def statistics(values, word):
    """Offset and scale of a column."""
    if word == "none":
        return 0.0, 1.0
    if word == "minmax":
        offset, scale = values.min(), values.max() - values.min()
    elif word == "robust":
        low, offset, high = np.percentile(values, [25, 50, 75])
        scale = high - low if high > low else values.std()
    else:
        offset, scale = values.mean(), values.std()
    return float(offset), float(scale) if scale > 0 else 1.0


def normalised(values, word):
    if word == "last":
        return values - values[-1]
    if word == "mean":
        return values - values.mean()
    if word == "standard":
        return (values - values.mean()) / np.sqrt(values.var() + 1e-5)
    return values


def calendar_columns(word, clock, holidays):
    """The columns of one word, for the times as clocks show them."""
    day = clock.dt.day
    iso = clock.dt.isocalendar()
    days_in_year = np.where(clock.dt.is_leap_year, 366, 365)
    weeks = iso.year.map(lambda year: pd.Timestamp(int(year), 12, 28).isocalendar().week)
    circles = {
        "hour_of_day": (clock.dt.hour, 24),
        "minute_of_hour": (clock.dt.minute, 60),
        "day_of_week": (clock.dt.dayofweek, 7),
        "day_of_month": (day - 1, clock.dt.days_in_month),
        "day_of_year": (clock.dt.dayofyear - 1, days_in_year),
        "week_of_year": (iso.week.astype(int) - 1, weeks),
        "month": (clock.dt.month - 1, 12),
    }
    if word == "is_weekend":
        return {word: clock.dt.dayofweek >= 5}
    if word == "holiday":
        return {word: clock.dt.strftime("%Y-%m-%d").isin(holidays)}
    place, length = circles[word]
    angle = 2 * np.pi * np.asarray(place, float) / np.asarray(length, float)
    return {f"{word}_sin": np.sin(angle), f"{word}_cos": np.cos(angle)}
