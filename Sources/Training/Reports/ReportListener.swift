/// Something that is told all that a coordinator reports: a log, a run's journal, a history.
package protocol ReportListener {
    func take(_ report: Report)
}
