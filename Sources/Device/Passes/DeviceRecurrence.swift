import CKernels
import Neural

/// What kinds of recurrent layers differ by on a device; gates, planes and rows are those of the processor's
/// passes.
struct DeviceRecurrence {
    enum Kind: Equatable {
        case lstm, simple
        case gru(resetsAfter: Bool)
    }

    let kind: Kind
    let options: RecurrentOptions
    private let gateActivation: Activation

    /// Nil for any other layer.
    init?(_ layer: Layer) {
        switch layer {
        case .lstm(let lstm):
            kind = .lstm
            options = lstm.options
            gateActivation = lstm.recurrentActivation
        case .gru(let gru):
            kind = .gru(resetsAfter: gru.resetAfter)
            options = gru.options
            gateActivation = gru.recurrentActivation
        case .simpleRNN(let simple):
            kind = .simple
            options = simple.options
            gateActivation = .linear
        default: return nil
        }
    }

    /// H.
    var units: Int { options.units }
    var activation: ck_activation { options.activation.kernel }
    var recurrentActivation: ck_activation { gateActivation.kernel }
    var activations: [Activation] { [options.activation, gateActivation] }
    var resetsAfter: Bool { kind == .gru(resetsAfter: true) }

    /// G.
    var gates: Int {
        switch kind {
        case .lstm: 4
        case .gru: 3
        case .simple: 1
        }
    }

    var planes: Int {
        switch kind {
        case .lstm: 6
        case .gru: 4
        case .simple: 1
        }
    }

    /// Rows of ones.
    var biases: Int { options.useBias ? resetsAfter ? 2 : 1 : 0 }

    /// Rows of the matrix, K.
    func rows(features: Int) -> Int { features + units + biases }

    // MARK: Cells

    /// Whether a step's products all come before its cell.
    var isWholeCell: Bool { kind != .gru(resetsAfter: false) }

    var cellKernel: StaticString {
        switch kind {
        case .lstm: "lstm_cell"
        case .gru: "gru_cell"
        case .simple: "simple_cell"
        }
    }

    var backKernel: StaticString {
        switch kind {
        case .lstm: "lstm_cell_back"
        case .gru: "gru_cell_back"
        case .simple: "simple_cell_back"
        }
    }

    /// A part of the state's gradient goes by no matrix.
    var carriesState: Bool { gates == 3 }

    /// Those that the state before goes into by itself.
    var gatesOfState: [Int] { Array(0..<(isWholeCell ? gates : 2)) }

    /// The plane of a gate that holds the gradient of what its state adds.
    func statePlane(_ gate: Int) -> Int { resetsAfter && gate == 2 ? 3 : gate }

    // MARK: Products

    /// Terms of a gate's rows into a plane.
    struct Product {
        let plane, gate: Int
        let terms: Range<Int>
        /// Of the matrix; nil where a bias is among the terms, or none is.
        var biasRow: Int?
    }

    /// The products of a step: before its cell, and within it.
    func products(features: Int) -> [[Product]] {
        let all = 0..<rows(features: features), behind = features + units
        func whole(_ gates: Range<Int>) -> [Product] {
            gates.map { Product(plane: $0, gate: $0, terms: all) }
        }
        switch kind {
        case .lstm, .simple: return [whole(0..<gates)]
        case .gru(resetsAfter: false): return [whole(0..<2), whole(2..<3)]
        case .gru(resetsAfter: true):
            let hasBias = options.useBias
            return [
                whole(0..<2) + [
                    Product(plane: 2, gate: 2, terms: 0..<features, biasRow: hasBias ? behind : nil),
                    Product(
                        plane: 3, gate: 2, terms: features..<behind, biasRow: hasBias ? behind + 1 : nil),
                ]
            ]
        }
    }

    // MARK: Gradients

    /// A part of the matrix' gradient, made from one row's terms.
    struct GradientPart {
        let gates: Range<Int>
        /// Of the first gate's gradients.
        let plane: Int
        var hasInput = true
        var hasState = true
        /// The state is the gates' own, in plane 3.
        var ownState = false
        let biases: Int
        /// The row of the first term, and that of the first bias.
        var firstRow = 0
        let biasRow: Int
    }

    func gradients(features: Int) -> [GradientPart] {
        let behind = features + units
        func whole(_ gates: Range<Int>) -> GradientPart {
            GradientPart(gates: gates, plane: gates.lowerBound, biases: biases, biasRow: behind)
        }
        switch kind {
        case .lstm, .simple: return [whole(0..<gates)]
        case .gru(resetsAfter: false):
            var last = whole(2..<3)
            last.ownState = true
            return [whole(0..<2), last]
        case .gru(resetsAfter: true):
            let each = options.useBias ? 1 : 0
            return [
                whole(0..<2),
                GradientPart(gates: 2..<3, plane: 2, hasState: false, biases: each, biasRow: behind),
                GradientPart(
                    gates: 2..<3, plane: 3, hasInput: false, biases: each, firstRow: features,
                    biasRow: behind + 1),
            ]
        }
    }
}
