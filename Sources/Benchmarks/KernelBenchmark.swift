import Foundation
import Neural
import Training

/// `lockstep benchmark kernels`: element-wise kernels and matrix products, each for itself.
package struct KernelBenchmark: Sendable {
    /// Numbers of the vectors that element-wise kernels work on.
    package var elements = [4096]
    /// Whose matrix products are timed.
    package var shapes: [BenchmarkShape] = [.small, .medium, .large]
    package var budget: TimeBudget

    package init(budget: TimeBudget) { self.budget = budget }

    /// One element-wise kernel in one variant.
    package struct ElementWise: Encodable, Sendable {
        package let kernel: String
        /// `plain`, `AVX2` or `AVX-512`.
        package let variant: String
        package let elements: Int
        /// At the median.
        package let nsPerElement: Double
        package let minimumNs: Double
        package let maximumNs: Double
        /// 10^9 bytes read and written a second, at the median.
        package let gbPerSecond: Double
        /// How many times as fast as the plain variant.
        package let speedup: Double
    }

    /// One matrix product, (rows, depth) by (depth, columns).
    package struct Product: Encodable, Sendable {
        package let shape: String
        /// `forward`, `backward` or `weights`.
        package let product: String
        package let rows: Int
        package let depth: Int
        package let columns: Int
        package let medianUs: Double
        package let minimumUs: Double
        package let maximumUs: Double
        package let gflops: Double
        package let fractionOfPeak: Double
    }

    package struct Report: BenchmarkReport, Sendable {
        package let machine: BenchmarkMachine
        package let results: [ElementWise]
        package let products: [Product]
    }

    /// - Throws: `BenchmarkError.badOption` for a debug build and for sizes that cannot be.
    package func run() throws -> Report {
        let machine = try BenchmarkMachine.measure()
        defer { BenchmarkProgress.erase() }
        for count in elements where !(1...Limits.benchmarkElements).contains(count) {
            throw BenchmarkError(
                .badOption, "--elements is \(count); it must be 1 to \(Limits.benchmarkElements)")
        }
        for shape in shapes { try requireSmall(shape) }
        return Report(
            machine: machine, results: elements.flatMap(elementWise),
            products: shapes.flatMap { products(of: $0, on: machine) })
    }

    private func elementWise(_ count: Int) -> [ElementWise] {
        var plain: [String: Double] = [:]
        return TimedKernel.all.map { trial in
            BenchmarkProgress.show("\(trial.kernel), \(trial.variant.name)")
            let spread = Spread(budget.measureShort(trial.ready(elements: count)))
            if trial.variant == .plain { plain[trial.kernel] = spread.median }
            let ns = 1e9 / Double(count)
            return ElementWise(
                kernel: trial.kernel, variant: trial.variant.name, elements: count,
                nsPerElement: ns * spread.median, minimumNs: ns * spread.minimum,
                maximumNs: ns * spread.maximum,
                gbPerSecond: Double(trial.bytesPerElement * count) / spread.median / 1e9,
                speedup: (plain[trial.kernel] ?? spread.median) / spread.median)
        }
    }

    private func products(of shape: BenchmarkShape, on machine: BenchmarkMachine) -> [Product] {
        TimedProduct.all(
            samples: shape.samples, timeSteps: shape.timeSteps, features: shape.features, units: shape.units
        ).map { trial in
            BenchmarkProgress.show("\(shape), \(trial.purpose) product")
            let spread = Spread(budget.measureShort(trial.run))
            let operations = 2 * Double(trial.rows) * Double(trial.depth) * Double(trial.columns)
            let gflops = operations / spread.median / 1e9
            return Product(
                shape: "\(shape)", product: trial.purpose, rows: trial.rows, depth: trial.depth,
                columns: trial.columns, medianUs: 1e6 * spread.median, minimumUs: 1e6 * spread.minimum,
                maximumUs: 1e6 * spread.maximum, gflops: gflops, fractionOfPeak: gflops / machine.peakGflops)
        }
    }

    private func requireSmall(_ shape: BenchmarkShape) throws(BenchmarkError) {
        let length = Double(shape.features + shape.units + 1)
        let largest =
            max(length, Double(max(NeuralLimits.rowsTogether, shape.samples)))
            * max(length, 4 * Double(shape.units))
        guard largest <= 0x1p28 else {
            throw BenchmarkError(.badOption, "\(shape) makes matrices of more than 1 GiB")
        }
    }
}

extension KernelBenchmark.Report {
    package var tables: [BenchmarkTable] {
        let kernels = results.map { result in
            [
                result.kernel, result.variant, "\(result.elements)",
                String(format: "%.4f", result.nsPerElement),
                String(format: "%.4f", result.minimumNs), String(format: "%.4f", result.maximumNs),
                BenchmarkTable.number(result.gbPerSecond), BenchmarkTable.number(result.speedup),
            ]
        }
        let products = products.map { product in
            [
                product.shape, product.product, "\(product.rows)x\(product.depth)x\(product.columns)",
                BenchmarkTable.number(product.medianUs), BenchmarkTable.number(product.minimumUs),
                BenchmarkTable.number(product.maximumUs), BenchmarkTable.number(product.gflops),
                BenchmarkTable.percent(product.fractionOfPeak),
            ]
        }
        return [
            BenchmarkTable(
                wordColumns: 2,
                head: [
                    "kernel", "variant", "elements", "ns/element", "minimum", "maximum", "GB/s", "x plain",
                ],
                rows: kernels),
            BenchmarkTable(
                wordColumns: 2,
                head: ["shape", "product", "size", "us", "minimum", "maximum", "GFLOP/s", "of peak"],
                rows: products),
        ]
    }
}
