// swift-tools-version: 6.2
import PackageDescription

/// Every target is compiled with the same strict settings; warnings are errors.
let strict: [SwiftSetting] =
  [
    "ExistentialAny", "InternalImportsByDefault", "MemberImportVisibility",
    "NonisolatedNonsendingByDefault",
  ]
  .map { .enableUpcomingFeature($0) } + [.treatAllWarnings(as: .error)]

/// Hot numeric loops are checked by tests, so release builds drop the exclusivity checks there.
let numeric: [SwiftSetting] =
  strict + [.unsafeFlags(["-enforce-exclusivity=unchecked"], .when(configuration: .release))]

func target(
  _ name: String,
  _ dependencies: [Target.Dependency] = [],
  settings: [SwiftSetting]? = nil
) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: settings ?? strict)
}

func tests(
  _ name: String,
  _ dependencies: [Target.Dependency] = [],
  exclude: [String] = []
) -> Target {
  .testTarget(
    name: name + "Tests",
    dependencies: [.byName(name: name)] + dependencies,
    exclude: exclude,
    swiftSettings: strict
  )
}

let package = Package(
  name: "pgsynth",
  products: [
    .executable(name: "pgsynth", targets: ["PgSynthCommand"]),
    .library(name: "PgSynth", targets: ["PgSynth"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    .systemLibrary(name: "CLibPQ", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
    .target(name: "CBoostMath"),
    .target(name: "CSQLFiles", cSettings: [.unsafeFlags(["-std=c23"])]),

    target("ModelEncoding", settings: numeric),
    target("Metadata"),
    target("SDVMetadata", ["Metadata"]),
    target("TableData", ["Metadata", "ModelEncoding", "Statistics"]),
    target("PostgresClient", ["CLibPQ"]),
    target("Statistics", ["CBoostMath"], settings: numeric),
    target("SchemaIntrospection", ["Metadata", "TableData", "PostgresClient", "CSQLFiles"]),
    target("SQLExpressions", ["Metadata"]),
    target(
      "Constraints",
      ["Metadata", "PostgresClient", "SQLExpressions", "Statistics", "TableData"]
    ),
    target(
      "SchemaDDL",
      ["Metadata", "ModelEncoding", "PostgresClient", "SQLExpressions", "CSQLFiles"]
    ),
    target("ExampleValues", ["Metadata", "TableData", "Statistics", "SQLExpressions"]),
    target(
      "ColumnTransforms",
      ["Metadata", "ModelEncoding", "TableData", "Statistics"],
      settings: numeric
    ),
    target("ConditionalTrees", ["ModelEncoding", "Statistics"], settings: numeric),
    target(
      "TableModels",
      ["ColumnTransforms", "ConditionalTrees", "ModelEncoding", "Statistics"],
      settings: numeric
    ),
    target(
      "RelationalModels",
      [
        "Metadata", "ModelEncoding", "TableData", "Statistics", "SQLExpressions",
        "ExampleValues", "ColumnTransforms", "ConditionalTrees", "TableModels",
      ],
      settings: numeric
    ),
    target(
      "CloneWriter",
      ["Constraints", "Metadata", "TableData", "PostgresClient", "SchemaDDL", "CSQLFiles"]
    ),
    target(
      "QualityMetrics",
      ["ConditionalTrees", "Metadata", "TableData", "Statistics"],
      settings: numeric
    ),
    target("QualityPage", ["Metadata", "TableData", "Statistics", "QualityMetrics"]),
    target(
      "QualityViews",
      ["Metadata", "PostgresClient", "QualityMetrics", "TableData", "CSQLFiles"]
    ),
    target(
      "PgSynth",
      [
        "Constraints", "Metadata", "TableData", "PostgresClient", "SchemaIntrospection",
        "SchemaDDL",
        "RelationalModels", "CloneWriter", "QualityMetrics", "QualityPage", "QualityViews",
        "SDVMetadata", "SQLExpressions", "ColumnTransforms", "ModelEncoding", "Statistics",
        "TableModels", "CSQLFiles",
      ]
    ),
    target(
      "CommandLineInterface",
      [
        "Constraints", "PgSynth", "PostgresClient",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Yams", package: "Yams"),
      ]
    ),
    .executableTarget(
      name: "PgSynthCommand",
      dependencies: ["CommandLineInterface"],
      swiftSettings: strict
    ),

    .target(
      name: "TestSupport",
      dependencies: ["PostgresClient"],
      path: "Tests/TestSupport",
      swiftSettings: strict
    ),
    tests("ModelEncoding"),
    tests("Metadata"),
    tests("SDVMetadata", ["Metadata"]),
    tests("Constraints", ["Metadata", "TableData"]),
    tests("SQLExpressions", ["TestSupport", "PostgresClient"]),
    tests("ExampleValues", ["Metadata", "SQLExpressions", "Statistics"]),
    tests("PostgresClient", ["TestSupport"]),
    tests("SchemaIntrospection", ["TestSupport", "Metadata", "TableData", "PostgresClient"]),
    tests("SchemaDDL", ["TestSupport", "Metadata", "PostgresClient", "SchemaIntrospection"]),
    tests("Statistics", exclude: ["Fixtures"]),
    tests("ColumnTransforms", ["Metadata", "TableData", "Statistics"]),
    tests("ConditionalTrees", ["Statistics"]),
    tests(
      "TableModels",
      ["ColumnTransforms", "ConditionalTrees", "ModelEncoding", "Statistics"],
      exclude: ["Fixtures"]
    ),
    tests("RelationalModels", ["Metadata", "TableData", "Statistics", "ColumnTransforms"]),
    tests(
      "CloneWriter",
      [
        "TestSupport", "Metadata", "TableData", "PostgresClient", "SchemaDDL",
        "SchemaIntrospection",
      ]
    ),
    tests(
      "QualityMetrics",
      ["ConditionalTrees", "Metadata", "TableData"],
      exclude: ["Fixtures"]
    ),
    tests("QualityPage", ["Metadata", "TableData", "QualityMetrics"]),
    tests(
      "QualityViews",
      [
        "TestSupport", "Metadata", "TableData", "PostgresClient", "QualityMetrics",
        "SchemaIntrospection",
      ],
      exclude: ["Fixtures"]
    ),
    tests(
      "PgSynth",
      [
        "TestSupport", "Metadata", "ModelEncoding", "TableData", "PostgresClient",
        "RelationalModels",
        "QualityMetrics", "CSQLFiles",
      ],
      exclude: ["Fixtures"]
    ),
    tests(
      "CommandLineInterface",
      [
        "Constraints", "PgSynth",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]
    ),
  ],
  swiftLanguageModes: [.v6],
  cxxLanguageStandard: .cxx17
)
