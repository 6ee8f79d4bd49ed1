import Tables

/// Rows in and out that suit a step: some days of a step below a day, and seasons of a longer one.
struct UsualWindow {
    let lookback: Int
    let horizon: Int

    /// - Parameter season: rows in the next longer cycle; nil: what the step suggests.
    init(_ step: TimeStep?, season: Int? = nil) {
        (lookback, horizon) = Self.rows(step, season ?? step?.season)
    }

    private static func rows(_ step: TimeStep?, _ season: Int?) -> (lookback: Int, horizon: Int) {
        guard let step, let season else { return (96, 24) }
        if case .constant(let nanoseconds) = step, nanoseconds < CivilDate.nanosecondsPerDay {
            switch season {
            case ...96: return (7 * season, season)
            case ...288: return (2 * season, season / 4)
            default: return (480, 60)
            }
        }
        switch season {
        case 5, 7: return (8 * season, 2 * season)
        case 52: return (104, 13)
        default: return (3 * season, season)
        }
    }
}
