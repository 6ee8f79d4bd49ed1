import Jobs
import Series
import Tables
import Testing

/// Parts that end at times.
@Suite struct SplitTimeTests {
    private func job(_ keys: String) throws -> JobFile {
        let text = """
            data: {csv: x.csv, lookback: 3, horizon: 1, \(keys)}
            model: [lstm: {units: 2}, dense: {units: 1}]
            """
        return try JobReader.read(text, file: "job.yaml")
    }

    private func prepared(_ file: JobFile, _ text: String) throws -> PreparedJob {
        let table = try Table.csv(
            Array(text.utf8).span, name: "x.csv", options: file.job.data.tableOptions)
        return try PreparedJob(file, table: table, name: "x.csv")
    }

    private static func days(_ days: ClosedRange<Int>, _ series: String, zone: String = "") -> [String] {
        days.map { day in
            "2017-06-\(day < 10 ? "0" : "")\(day) 00:00\(zone),\(series),\(day * day % 17)"
        }
    }

    /// Days of June: `a` all, `b` from the 5th to the 25th, `late` from the 22nd on.
    private static let stations =
        (["t,s,x"] + days(22...30, "late") + days(1...30, "a") + days(5...25, "b")).joined(separator: "\n")

    @Test func timesSplitAllSeriesAlike() throws {
        let file = try job(
            "time: t, series: s, split: {train: until 2017-06-11, validation: until 2017-06-21}")
        let job = try prepared(file, Self.stations)
        #expect(job.series.named.map(\.name) == ["a", "b"])
        #expect(
            job.series.stretches == [
                Stretch(train: 10, validation: 10, test: 10),
                Stretch(start: 30, train: 6, validation: 10, test: 5),
            ])
        let notes = try #require(job.dataReport).notes
        #expect(notes.contains("1 series left out, without a training row: \"late\"."))
        #expect(job.job.data.split.train == .until("2017-06-11"))
        #expect(job.job.data.split.test == .rest)
        let written = JobWriter.write(job.job)
        #expect(written.contains("train: \"until 2017-06-11\"") && !written.contains("test:"))
        let again = try prepared(JobReader.read(written, file: "written"), Self.stations)
        #expect(JobWriter.write(again.job) == written)
        #expect(again.series.encode() == job.series.encode())
    }

    @Test func aMomentIsTheFirstThatIsNotInThePart() throws {
        let single = (["t,x"] + Self.days(1...30, "").map { $0.replacing(",,", with: ",") })
            .joined(separator: "\n")
        func stretch(_ split: String, _ text: String = single, _ keys: String = "") throws -> Stretch {
            let job = try prepared(try job("time: t, \(keys) split: {\(split)}"), text)
            return try #require(job.series.stretches.first)
        }
        #expect(
            try stretch(
                "train: until 2017-06-11 00:00:01, validation: until 20/06/2017, test: until 2017-06-25")
                == Stretch(train: 11, validation: 8, test: 5))
        #expect(try stretch("train: until 2017-06-11") == Stretch(train: 10, validation: 0, test: 20))
        #expect(try stretch("train: until 2017-06-11, test: 0") == Stretch(train: 10, validation: 0, test: 0))
        #expect(
            try stretch("train: until 2017-06-11, test: until 2017-06-20")
                == Stretch(train: 10, validation: 0, test: 9))
        #expect(
            try stretch("train: until 2018-01-01") == Stretch(train: 30, validation: 0, test: 0))
        // By the clock that showed the file's times, and of UTC where several did.
        let zoned = (["t,x"] + Self.days(1...30, "", zone: "+02:00").map { $0.replacing(",,", with: ",") })
            .joined(separator: "\n")
        #expect(try stretch("train: until 2017-06-11", zoned).train == 0..<10)
        #expect(try stretch("train: until 2017-06-10T22:00Z", zoned).train == 0..<10)
        let changing = zoned.replacing("2017-06-01 00:00+02:00", with: "2017-06-01 00:00+03:00")
        #expect(try stretch("train: until 2017-06-11", changing, "gaps: ignore,").train == 0..<11)
        #expect(try stretch("train: until 2017-06-11T00:00+02:00", zoned).train == 0..<10)
        let format = "time_format: \"%Y-%m-%d %H:%M\","
        #expect(try stretch("train: until 2017-06-11 00:00", single, format).train == 0..<10)
        #expect(try stretch("train: until 2017-06-11", single, format).train == 0..<10)
    }

    @Test(arguments: [
        (
            "time: t, split: {train: until 2017-06-11, validation: 100}", JobError.Code.inconsistent,
            "validation", "stands beside 'until 2017-06-11'"
        ),
        (
            "time: t, split: {train: 0.5, test: until 2017-06-11}", .inconsistent, "train",
            "all parts as times"
        ),
        ("split: {train: until 2017-06-11}", .inconsistent, "train", "such as time: date"),
        ("time: t, split: {train: 0, test: until 2017-06-11}", .inconsistent, "test", "train: until"),
        (
            "time: t, split: {train: until 2017-06-11, validation: until 2017-06-11}", .inconsistent,
            "validation", "not later than '2017-06-11'"
        ),
        (
            "time: t, split: {train: until 2017-06-11, test: until 2017-06-12 00:00Z}", .inconsistent, "test",
            "one of them names a zone"
        ),
        ("time: t, split: {train: until June}", .badValue, "train", "'June' is no date"),
        ("time: t, split: {train: until 01/06/2017}", .badValue, "train", "write it as 2017-06-01 13:00"),
        (
            "time: t, time_format: \"%Y-%d-%m\", split: {train: until 2017-06-13}", .badValue, "train",
            "%Y-%d-%m"
        ),
        ("time: t, split: {train: until}", .badValue, "train", "such as until 2017-06-01"),
    ])
    func whatIsWrong_isRefusedWithItsKey(keys: String, code: JobError.Code, part: String, says: String) throws
    {
        let error = #expect(throws: JobError(code, "")) { try job(keys) }
        #expect(error?.key == "data.split.\(part)" && error?.line == 1, "\(String(describing: error))")
        #expect(error?.message.contains(says) == true, "\(String(describing: error))")
    }

    @Test(arguments: [
        ("train: until 2017-05-01", "train", "no row lies in the train part; the times go from 2017-06-01"),
        (
            "train: until 2017-06-30 12:00, validation: until 2017-06-30 13:00", "validation",
            "no row lies in the validation part"
        ),
        ("train: until 2017-06-11T00:00Z", "train", "names a zone"),
    ])
    func partsThatDoNotFitTheRows_areRefused(split: String, part: String, says: String) throws {
        let file = try job("time: t, series: s, split: {\(split)}")
        let error = #expect(throws: JobError(.inconsistent, "")) { try prepared(file, Self.stations) }
        #expect(error?.key == "data.split.\(part)" && error?.line == 1, "\(String(describing: error))")
        #expect(error?.message.contains(says) == true, "\(String(describing: error))")
    }

    @Test func rowsWithoutDates_haveNoMoments() throws {
        let file = try job("time: t, split: {train: until 2017-06-11}")
        let text = "t,x\n" + (1...30).map { "\($0),\($0)" }.joined(separator: "\n")
        let error = #expect(throws: JobError(.inconsistent, "")) { try prepared(file, text) }
        #expect(error?.message.contains("holds no dates") == true, "\(String(describing: error))")
    }
}
