import Metadata
@testable import QualityMetrics
@testable import QualityPage
import TableData
import Testing

@Suite struct QualityPageTests {
  private static let evil = #"<script>alert("x")</script>"#

  /// Tables of numbers, categories and dates, each the child of the one before, with names that try to be markup.
  private func contents(tables count: Int = 3, columns: Int = 4) -> ReportContents {
    let tables = (0..<count).map { place -> ComparedTable in
      let id = TableID(schema: "s", name: "\(Self.evil)\(place)")
      let rows = 300
      let names = ["id", "parent"] + (0..<columns).map { "c\($0)&<b>" }
      let columns = names.enumerated().map { index, name -> ColumnValues in
        let values = (0..<rows).map { row in
          Int64(index == 0 ? row : index == 1 ? row / 2 : row * (index + 3) % (20 + 9 * index))
        }
        return ColumnValues(
          storage: .integers(values),
          isNull: [Bool](repeating: false, count: rows)
        )
      }
      let key = ForeignKey(
        name: "key\(place)",
        child: id,
        childColumns: ["parent"],
        parent: TableID(schema: "s", name: "\(Self.evil)\(max(0, place - 1))"),
        parentColumns: ["id"]
      )
      let table = Table(
        id: id,
        columns: names.enumerated().map { index, name in
          Column(
            name: name,
            position: index + 1,
            type: ColumnType(declaration: "integer", baseName: index == 4 ? "date" : "int4"),
            isNullable: false,
            sdtype: .numerical
          )
        },
        primaryKey: UniqueKey(name: "pkey", columns: ["id"], isPrimary: true),
        foreignKeys: [key]
      )
      let read = TableRows(table: id, columnNames: names, columns: columns, rowCount: rows)
      return ComparedTable(table: table, real: read, clone: read)
    }
    let side = RelationshipSide(
      degrees: [DegreeCount(children: 0, parents: 150), DegreeCount(children: 2, parents: 150)],
      nullRows: 0,
      orphanRows: 0
    )
    let compared = ComparedDatabase(
      tables: tables,
      relationships: tables.flatMap(\.table.foreignKeys).map {
        ComparedRelationship(key: $0, real: side, clone: side, hasWholeFamilies: true)
      }
    )
    var quality = QualityReport(scoring: compared)
    let estimate = Estimate(value: 0.52, low: 0.48, high: 0.57)
    quality.privacy = [
      PrivacyQuality(
        table: tables[0].id,
        aspect: .rows,
        units: 300,
        heldOutUnits: 30,
        closestRecord: estimate,
        membership: estimate,
        disclosure: AttributeDisclosure(
          column: "\(Self.evil)told",
          hits: 0.5,
          heldOutHits: 0.25,
          excess: Estimate(value: 0.25, low: 0.125, high: 0.375),
          meanExcess: 0.0625
        )
      )
    ]
    quality.utility = [
      UtilityQuality(
        table: tables[0].id,
        target: "c1",
        metric: .auc,
        real: 0.9,
        clone: 0.8,
        learntRows: 1_234,
        testedRows: 567,
        features: [UtilityQuality.Feature(name: Self.evil, real: 0.7, clone: 0.6)],
        importanceCorrelation: 0.5
      ),
      // Worse than no model at all.
      UtilityQuality(
        table: tables[0].id,
        target: "c2",
        metric: .rSquared,
        real: 0.6,
        clone: -9,
        learntRows: 200,
        testedRows: 200,
        features: [],
        importanceCorrelation: nil
      ),
    ]
    quality.detection = [
      DetectionQuality(
        table: tables[0].id,
        aspect: .rows,
        auc: estimate,
        floor: 0.5,
        rows: 300,
        features: [DetectionQuality.Feature(name: Self.evil, share: 0.5)]
      )
    ]
    return ReportContents(
      source: "database \(Self.evil)",
      target: "schema \(Self.evil)",
      metadata: DatabaseMetadata(tables: tables.map(\.table)),
      quality: quality,
      plots: DatabasePlots(of: compared, quality),
      measuresPrivacy: true,
      rules: [
        ReportContents.Rule(
          table: tables[0].id,
          kind: "order",
          condition: "a < b",
          rows: 10,
          exceptions: 0
        )
      ],
      notes: [ReportContents.Note(title: "Mind", lines: [Self.evil])],
      details: [ReportContents.Detail("Seed", "0")]
    )
  }

  private func page(_ contents: ReportContents) -> String { QualityPage(contents).html }

  private func matches(_ regex: some RegexComponent<(Substring, Substring)>, _ page: String)
    -> [String]
  {
    page.matches(of: regex).map { String($0.output.1) }
  }

  @Test func namesCannotBecomeMarkup() {
    let page = page(contents())
    // One script of the page's own, and no tag that a name has made.
    #expect(page.matches(of: /<script/).count == 1)
    #expect(!page.contains("&<b>"))
    #expect(page.contains("&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;0"))
    // What was meant as markup is none as soon as it is taken for a text.
    #expect(
      !page.contains("&lt;div") && !page.contains("&lt;h4") && !page.contains("=&quot;sr&quot;")
    )
  }

  @Test func nothingIsLoaded() {
    let page = page(contents())
    for forbidden in ["http:", "https:", "src=", "@import", "url(h", "<link", "<img", "//cdn"] {
      #expect(!page.contains(forbidden), "\(forbidden)")
    }
    #expect(page.contains("default-src 'none'"))
  }

  @Test func drawingsHaveNamesAndDescriptions() {
    let page = page(contents())
    let drawings = page.matches(of: /<svg[^>]*>/).map { String($0.output) }
    #expect(drawings.count >= 10)
    for drawing in drawings {
      #expect(drawing.contains(#"role="img""#) && drawing.contains("aria-labelledby="))
    }
    #expect(page.matches(of: /<title id=/).count == drawings.count)
    #expect(page.matches(of: /<desc id=/).count == drawings.count)
  }

  @Test func saysWhatTheCloneIsWorth() {
    let page = page(contents())
    // (0.8 - 0.5) / (0.9 - 0.5), and nothing of the other.
    #expect(page.contains("0.750") && page.contains("<td>1,234<td>567<td>0.50"))
    #expect(page.contains("0.375") && page.contains("Utility"))
    #expect(page.contains("<td>−9.000<td>0.000"))
  }

  @Test func showsDisclosureTestsFamiliesAndSDMetrics() {
    let page = page(contents())
    #expect(
      page.contains("told<td>50.0 %<td>25.0 %<td>0.250<td>0.125–0.375<td>0.063")
        || page.contains("0.062")
    )
    #expect(page.contains("Kolmogorov-Smirnov test: p = 1.000"))
    #expect(page.contains("Across tables") && page.contains("sibling to sibling"))
    #expect(page.contains("Column Pair Trends") && page.contains("Relationship Validity"))
  }

  @Test func identifiersAreUniqueAndLinksLeadSomewhere() {
    let page = page(contents())
    let identifiers = matches(/\bid="([^"]*)"/, page)
    #expect(identifiers.count == Set(identifiers).count)
    let known = Set(identifiers)
    for link in matches(/href="#([^"]*)"/, page) { #expect(known.contains(link), "\(link)") }
    for names in matches(/aria-labelledby="([^"]*)"/, page) {
      for name in names.split(separator: " ") { #expect(known.contains(String(name))) }
    }
  }

  @Test func headingsComeInOrder() {
    var previous = 0
    for level in matches(/<h([1-6])[ >]/, page(contents())).compactMap({ Int($0) }) {
      #expect(level <= previous + 1)
      previous = level
    }
  }

  @Test func tablesHaveCaptionsAndHeads() {
    let page = page(contents())
    #expect(page.matches(of: /<table/).count == page.matches(of: /<caption/).count)
    #expect(page.matches(of: /<th(?! scope=)[ >]/).isEmpty)
  }

  @Test func manyTablesFitIntoAPageOfBoundedSize() throws {
    let contents = contents(tables: 6, columns: 12)
    let whole = QualityPage(contents).html
    let limit = whole.utf8.count / 2
    let small = QualityPage(contents, sizeLimit: limit).html
    #expect(small.utf8.count <= limit)
    #expect(small.contains("plots were left out to keep this page small"))
    #expect(small.contains("Plot left out to keep the page small."))
    #expect(!whole.contains("left out to keep"))
  }

  @Test func thePlotsOfTheHighestScoresGiveWay() {
    func plot(_ letter: String) -> HTML { "\(String(repeating: letter, count: 1_000))" }
    let parts: [PagePart] = [
      .fixed("<p>"), .plot(plot("a"), informativeness: 0.1), .plot(plot("b"), informativeness: 0.9),
      .fixed("</p>"),
    ]
    let fitted = PlotBudget(limit: 1_200).fit(parts)
    #expect(fitted.leftOut == 1 && fitted.plots == 2)
    #expect(fitted.html.text.contains("bbb") && !fitted.html.text.contains("aaa"))
    #expect(fitted.html.size <= 1_200)
  }

  @Test func anEmptyDatabaseMakesAPage() {
    let contents = ReportContents(
      source: "a",
      target: "b",
      metadata: DatabaseMetadata(tables: []),
      quality: QualityReport(tables: [], relationships: []),
      plots: DatabasePlots(tables: [], relationships: []),
      measuresPrivacy: false
    )
    let page = page(contents)
    #expect(page.contains("Nothing could be scored"))
    #expect(page.hasSuffix("</html>\n"))
  }
}
