/// Who draws: a colour that people with any colour vision tell apart (after Okabe and Ito, 2008), and with
/// it a pattern of dashes, a marker and a character, so that none needs the colour.
package enum Ink: Int, Sendable, CaseIterable {
    /// That of the text.
    case neutral
    case blue
    case vermilion
    case green
    case purple
    case ochre
    case sky

    /// One of six for the n-th of several, from 0.
    package init(series n: Int) { self = Self.allCases[1 + n % (Self.allCases.count - 1)] }

    /// On white, as red, green, blue in six hexadecimal digits.
    var light: String {
        switch self {
        case .neutral: "3d4450"
        case .blue: "0072b2"
        case .vermilion: "c44e00"
        case .green: "00805c"
        case .purple: "a5487f"
        case .ochre: "8f6a00"
        case .sky: "2f7fb5"
        }
    }

    /// On a dark ground.
    var dark: String {
        switch self {
        case .neutral: "c9d1d9"
        case .blue: "56b4e9"
        case .vermilion: "ff8f4f"
        case .green: "3ccf9f"
        case .purple: "e79bc8"
        case .ochre: "e8b93a"
        case .sky: "a8dcff"
        }
    }

    /// Lengths drawn and left out, in turn; empty: drawn throughout.
    var dashes: [Int] {
        switch self {
        case .neutral, .blue: []
        case .vermilion: [7, 3]
        case .green: [2, 3]
        case .purple: [9, 3, 2, 3]
        case .ochre: [12, 4]
        case .sky: [4, 2, 1, 2]
        }
    }

    /// In a terminal without dots.
    var character: Character {
        switch self {
        case .neutral: "."
        case .blue: "*"
        case .vermilion: "o"
        case .green: "+"
        case .purple: "x"
        case .ochre: "@"
        case .sky: "%"
        }
    }

    /// Parameters of the terminal's sequence that chooses the colour (ECMA-48); nil: the text's own.
    var terminalColour: Int? {
        switch self {
        case .neutral: nil
        case .blue: 34
        case .vermilion: 31
        case .green: 32
        case .purple: 35
        case .ochre: 33
        case .sky: 36
        }
    }
}
