import Neural
import Testing

/// A learning rate of a reference case: its options by the job file's names.
struct KerasSchedule: Decodable {
    let kind: String
    let numbers: [String: Double]
    let lists: [String: [Double]]

    func learningRate() throws -> LearningRate {
        let kind = try #require(LearningRate.kinds.first { $0.kind == self.kind })
        return try make(kind)
    }

    private func make<Variant: JobVariant<LearningRate>>(_ kind: Variant.Type) throws -> LearningRate {
        var variant = Variant.template
        for key in Variant.keys {
            let (number, list) = (numbers[key.name], lists[key.name])
            switch key.value {
            case .number(let place, _): if let number { variant[keyPath: place] = number }
            case .numberOrNothing(let place, _): variant[keyPath: place] = number
            case .integer(let place, _): if let number { variant[keyPath: place] = Int(number) }
            case .flag(let place): variant[keyPath: place] = number == 1
            case .steps(let place, _): if let number { variant[keyPath: place] = .steps(Int(number)) }
            case .numberList(let place, _): variant[keyPath: place] = try #require(list)
            case .stepList(let place, _):
                variant[keyPath: place] = try #require(list).map { .steps(Int($0)) }
            case .word, .axes, .integerList, .held, .choice, .keyed:
                try #require(Bool(false), "no schedule has such an option")
            }
        }
        return variant.choice
    }
}
