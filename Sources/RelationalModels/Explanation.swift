import Metadata

extension FittedDatabase {
  /// One line a finding: rules kept, keys carried over, guides.
  package var explanations: [String] {
    tables.flatMap { model in
      (model.rowModel?.steps ?? []).compactMap { step -> String? in
        guard case .column(let column) = step else {
          guard case .parent(let parent) = step, case .carriedOver(let via, _) = parent.choice
          else {
            return nil
          }
          let keys = model.plan.keys
          return
            "\(model.plan.id): \(keys[parent.key].childColumns.joined(separator: ", ")) follows from "
            + keys[via].childColumns.joined(separator: ", ")
        }
        guard let rule = column.rule else {
          let references = column.draws.compactMap(\.reference).map { name($0, in: model) }
          return references.isEmpty
            ? nil
            : "\(model.plan.id).\(column.name): drawn as a difference from "
              + references.joined(separator: ", else ")
        }
        return "\(model.plan.id).\(column.name) = \(text(rule, in: model))"
      }
    }
  }

  private func text(_ rule: DerivationRule, in model: FittedTable) -> String {
    switch rule {
    case .copy(let source): name(source, in: model)
    case .sum(let a, let b): "\(name(a, in: model)) + \(name(b, in: model))"
    case .difference(let a, let b): "\(name(a, in: model)) − \(name(b, in: model))"
    case .product(let a, let b): "\(name(a, in: model)) × \(name(b, in: model))"
    case .composed(let composition):
      "put together from "
        + composition.columns.map { model.columns[$0].name }.joined(separator: ", ")
    case .map(let from, _): "a function of \(model.columns[from].name)"
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
