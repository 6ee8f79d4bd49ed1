import Neural
import Series

/// Where the numbers of a window's outputs stand.
package struct OutputLayout: Sendable, Equatable {
    package let horizon: Int
    /// K.
    package let targets: Int
    /// Q, numbers of each target value.
    package let width: Int
    /// Which of them is the point forecast.
    package let point: Int
    private let isByTarget: Bool

    package init(_ description: ModelDescription) {
        horizon = description.horizon
        targets = description.targets.count
        width = description.loss.form.width
        point = description.loss.form.point
        isByTarget = description.windows.channels == .independent
    }

    /// Numbers of a window.
    package var count: Int { horizon * targets * width }

    /// The first of a target value's numbers, the window's first being 0.
    package func place(step: Int, target: Int) -> Int {
        (isByTarget ? target * horizon + step : step * targets + target) * width
    }
}
