import ConditionalTrees
package import Metadata
import TableModels

extension FittedDatabase {
  /// What holds in every row of the clone as it does in the source, table by table.
  package var rules: [TableRule] { tables.flatMap(\.rules) }

  /// One line a finding that is no rule: keys that follow from others, values drawn relative to others.
  package var explanations: [String] {
    tables.flatMap { sharedByParents($0) + drawnFromOthers($0) }
  }

  private func drawnFromOthers(_ model: FittedTable) -> [String] {
    (model.rowModel?.steps ?? []).compactMap { step -> String? in
      switch step {
      case .entity(let entity):
        let others = entity.columns.subtracting([entity.identifier]).sorted()
          .map { model.columns[$0].name }
        let keys = entity.keys.sorted().flatMap { model.plan.keys[$0].childColumns }
        return
          "\(model.plan.id): \(model.columns[entity.identifier].name) stands for rows that share "
          + (others + keys).joined(separator: ", ")
      case .parent(let parent):
        guard case .carriedOver(let via, _) = parent.choice else { return nil }
        let keys = model.plan.keys
        return
          "\(model.plan.id): \(keys[parent.key].childColumns.joined(separator: ", ")) follows from "
          + keys[via].childColumns.joined(separator: ", ")
      case .column(let column):
        if let target = column.target {
          return model.rowModel?.synthesizer?.marginal(of: target).map {
            "\(model.plan.id).\(column.name): drawn from \($0)"
          }
        }
        if let end = column.sharedEnd {
          return "\(model.plan.id).\(column.name): the last one is \(name(end.source, in: model))"
        }
        let references = column.draws.compactMap { draw -> String? in
          guard case .regression(let regression) = draw.relation else {
            return draw.reference.map { name($0, in: model) }
          }
          let inputs = regression.inputs.map { name($0, in: model) }
          return "what \(inputs.joined(separator: " and ")) foretell"
        }
        return references.isEmpty
          ? nil
          : "\(model.plan.id).\(column.name): drawn as a difference from "
            + references.joined(separator: ", else ")
      }
    }
  }

  /// Share of the variance between parents from which on it is listed.
  private static let listedShare = 0.1

  /// What the rows of each parent have in common, where parents have parameters of their own.
  private func sharedByParents(_ model: FittedTable) -> [String] {
    guard let rowModel = model.rowModel, let synthesizer = rowModel.synthesizer else { return [] }
    return synthesizer.levels.compactMap { level in
      let columns = rowModel.columnSteps.compactMap { step -> String? in
        guard let target = step.target else { return nil }
        let share = synthesizer.shareBetweenParents(of: target, level: level)
        guard share >= Self.listedShare else { return nil }
        return "\(step.name) (\(Int((100 * share).rounded())) %)"
      }
      let key = model.plan.keys[level.key].childColumns.joined(separator: ", ")
      return columns.isEmpty
        ? nil
        : "\(model.plan.id): rows with the same \(key) have in common "
          + columns.joined(separator: ", ")
    }
  }

  private func name(_ source: ValueSource, in model: FittedTable) -> String {
    switch source {
    case .previous(let column): "the previous sibling's \(model.columns[column].name)"
    case .column(let column): model.columns[column].name
    case .grandparent(_, _, let column): "\(column.table.name).\(column.name)"
    case .parent(let key, let column): "\(model.plan.keys[key].parent.name).\(column)"
    }
  }
}

extension FittedDatabase {
  /// Columns of a table that boosted trees are drawn from; the others have forests.
  package func boostedColumns(of table: TableID) -> [String] {
    guard let model = tables.first(where: { $0.plan.id == table }) else { return [] }
    return (model.rowModel?.columnSteps ?? []).compactMap { step in
      step.draws.contains { $0.model.isBoosted } ? step.name : nil
    }
  }
}
