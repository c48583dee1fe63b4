import Metadata
import PostgresClient
import SchemaIntrospection
import Statistics
import TableData

@testable import CloneWriter
@testable import ConditionalTrees

/// Best of several runs: what disturbs a run only ever makes it slower.
func best(of runs: Int = 5, _ work: () throws -> Void) rethrows -> Double {
  var least = Double.infinity
  for _ in 0..<runs {
    let start = ContinuousClock.now
    try work()
    least = min(least, (ContinuousClock.now - start) / .seconds(1))
  }
  return least
}

func report(_ name: String, _ seconds: Double, _ amount: Double, _ unit: String) {
  func padded(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }
  let rate = amount / seconds / 1_000_000
  let milliseconds = (seconds * 10_000).rounded() / 10
  print(
    name + String(repeating: " ", count: max(0, 44 - name.count))
      + padded("\(milliseconds) ms", 12) + padded("\((rate * 10).rounded() / 10)", 10)
      + " million \(unit)/s"
  )
}

/// Speed of the inner loops, one line each; with a connection as argument also that of introspection.
@main enum Micro {
  static func main() throws {
    // Trees.

    let rowCount = 50_000
    let width = 28
    var random = CounterGenerator(1)
    var matrix = FeatureMatrix(
      rowCount: rowCount,
      isCategorical: (0..<width).map { $0 % 4 == 0 }
    )
    for row in 0..<rowCount {
      for feature in 0..<width {
        matrix.bytes[row * width + feature] = UInt8(
          random.integer(below: feature % 4 == 0 ? 12 : 256)
        )
      }
    }
    let rows = Array(0..<Int32(rowCount))

    /// Codes that depend on three features and on chance.
    func target(isOrdinal: Bool) -> TreeTarget {
      let codes = rows.map { row -> Int32 in
        let start = Int(row) * width
        let signal = Int(matrix.bytes[start + 1]) / 4 + Int(matrix.bytes[start + 4]) * 5
        return Int32(
          (signal + Int(matrix.bytes[start + 6]) / 8 + random.integer(below: 40)) % 200 + 1
        )
      }
      return TreeTarget(
        codes: codes,
        bucketOfCode: (0...200).map { UInt8($0) },
        isOrdinal: isOrdinal
      )
    }

    var models: [ConditionalModel.Tier: [ConditionalModel]] = [:]
    for tier in ConditionalModel.Tier.allCases {
      for isOrdinal in [true, false] {
        let target = target(isOrdinal: isOrdinal)
        var model: ConditionalModel?
        let seconds = best(of: 3) {
          var generator = CounterGenerator(2)
          model = ConditionalModel(
            fitting: target,
            matrix: matrix,
            rows: rows,
            units: rows,
            candidates: Array(0..<width),
            minimumUnits: 20,
            tier: tier,
            using: &generator
          )
        }
        if let model { models[tier, default: []].append(model) }
        let kind = isOrdinal ? "numbers" : "labels"
        if tier == .fast {
          report(
            "fit 10 trees of \(kind), \(rowCount) rows",
            seconds,
            Double(rowCount * width * 10),
            "rows × features × trees"
          )
        } else {
          report(
            "choose a model of \(kind), \(rowCount) rows",
            seconds,
            Double(rowCount * width),
            "rows × features"
          )
        }
      }
    }

    // Sampling and encoding.

    let columnCount = 12
    let cellCount = Double(rowCount * columnCount)
    var codes = [[Int64]](repeating: [Int64](repeating: 0, count: rowCount), count: columnCount)

    func sample(_ tier: ConditionalModel.Tier) {
      guard let models = models[tier] else { return }
      var generator = CounterGenerator(3)
      matrix.bytes.withUnsafeBufferPointer { bytes in
        guard let base = bytes.baseAddress else { return }
        for column in 0..<columnCount {
          for row in 0..<rowCount {
            codes[column][row] = Int64(
              models[column % 2].sample(base + row * width, using: &generator)
            )
          }
        }
      }
    }

    let types = ["int4", "int8", "float8", "timestamp"]
    let table = Table(
      id: TableID(schema: "public", name: "measured"),
      columns: (0..<columnCount).map { position in
        Column(
          name: "c\(position)",
          position: position + 1,
          type: ColumnType(declaration: types[position % 4], baseName: types[position % 4]),
          isNullable: false
        )
      }
    )
    let names = table.columns.map(\.name)
    let encoder = try BlockEncoder(table, columnNames: names)
    var encoded = 0

    func encode() throws {
      let columns = codes.enumerated().map { position, values in
        ColumnValues(
          storage: position % 4 == 2 ? .reals(values.map(Double.init)) : .integers(values),
          isNull: [Bool](repeating: false, count: rowCount)
        )
      }
      let block = TableRows(
        table: table.id,
        columnNames: names,
        columns: columns,
        rowCount: rowCount
      )
      encoded = 0
      for start in stride(from: 0, to: rowCount, by: BlockEncoder.rowsAtOnce) {
        let part = start..<min(rowCount, start + BlockEncoder.rowsAtOnce)
        encoded += try encoder.encode(block, rows: part).count
      }
    }

    report("draw \(columnCount) columns", best { sample(.fast) }, cellCount, "cells")
    report("  from boosted trees", best { sample(.quality) }, cellCount, "cells")
    report("encode \(columnCount) columns for COPY", try best { try encode() }, cellCount, "cells")
    let both = try best {
      sample(.fast)
      try encode()
    }
    report("draw and encode", both, cellCount, "cells")
    report("  the same, in bytes of the stream", both, Double(encoded), "bytes")

    // Introspection.

    if CommandLine.arguments.count > 1 {
      let connection = try PostgresConnection(ConnectionSettings(CommandLine.arguments[1]))
      var tables = 0
      let seconds = try best {
        tables = try SchemaIntrospector(connection).metadata(of: TableSelection()).tables.count
      }
      print("introspect \(tables) tables: \((seconds * 10_000).rounded() / 10) ms")
      connection.close()
    }
  }
}
