import Neural
import Yams

extension JobSection {
    /// A list of numbers; one alone counts as a list of one.
    mutating func numbers(_ key: String, in range: ClosedRange<Double>) throws(JobError) -> [Double]? {
        guard let node = node(key) else { return nil }
        var numbers: [Double] = []
        for item in node.sequence.map(Array.init) ?? [node] {
            numbers.append(try number(item, key: key, in: range))
        }
        return numbers
    }

    /// A list of whole numbers; one alone counts as a list of one.
    mutating func integers(_ key: String, in range: ClosedRange<Int>) throws(JobError) -> [Int]? {
        guard let node = node(key) else { return nil }
        var integers: [Int] = []
        for item in node.sequence.map(Array.init) ?? [node] {
            integers.append(try integer(item, key: key, in: range))
        }
        return integers
    }

    /// So many steps, or epochs.
    mutating func steps(_ key: String, in range: ClosedRange<Int>) throws(JobError) -> StepCount? {
        guard let node = node(key) else { return nil }
        return try steps(node, key: key, in: range)
    }

    /// A list of steps or epochs; one alone counts as a list of one.
    mutating func stepList(_ key: String, in range: ClosedRange<Int>) throws(JobError) -> [StepCount]? {
        guard let node = node(key) else { return nil }
        var list: [StepCount] = []
        for item in node.sequence.map(Array.init) ?? [node] {
            list.append(try steps(item, key: key, in: range))
        }
        return list
    }

    /// A number for each name, which is whatever stands as a key.
    mutating func numbersByName(
        _ key: String, in range: ClosedRange<Double>
    ) throws(JobError) -> [String: Double]? {
        guard let node = node(key) else { return nil }
        guard case .mapping(let mapping) = node else {
            throw error(
                .wrongType, "\(node.asWritten) gives no number to each name, such as {OT: 2}", at: key)
        }
        var numbers: [String: Double] = [:]
        let section = try JobSection(node, file: file, path: name(key))
        for (name, value) in mapping {
            guard case .scalar(let name) = name else { continue }
            numbers[name.string] = try section.number(value, key: name.string, in: range)
        }
        return numbers
    }

    private func steps(_ node: Node, key: String, in range: ClosedRange<Int>) throws(JobError) -> StepCount {
        guard let steps = node.scalar.flatMap({ StepCount($0.string) }) else {
            throw error(
                .wrongType,
                "\(node.asWritten) is neither a whole number of steps nor of epochs, such as 200 or 3 epochs",
                at: key)
        }
        guard range.contains(steps.number) else {
            throw error(
                .badValue, "'\(steps)' is out of range: \(range.lowerBound) to \(range.upperBound)", at: key)
        }
        return steps
    }
}
