// swift-tools-version: 6.2
import PackageDescription

/// The modules that the micro benchmarks measure, built from the program's own sources (`Sources` is a link).
///
/// A package of its own, so that building pgsynth never builds benchmarks; not the program's package as a
/// dependency, because what is measured has `package` access.
let settings: [SwiftSetting] =
  [
    "ExistentialAny", "InternalImportsByDefault", "MemberImportVisibility",
    "NonisolatedNonsendingByDefault",
  ]
  .map { .enableUpcomingFeature($0) }
/// The benchmarks look into some modules as tests do.
let open = settings + [.unsafeFlags(["-enable-testing"])]
let numeric = open + [.unsafeFlags(["-enforce-exclusivity=unchecked"])]

let package = Package(
  name: "pgsynth-benchmarks",
  targets: [
    .systemLibrary(name: "CLibPQ", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
    .target(name: "CBoostMath"),
    .target(name: "CSQLFiles", cSettings: [.unsafeFlags(["-std=c23"])]),
    .target(name: "ModelEncoding", swiftSettings: numeric),
    .target(name: "Metadata", swiftSettings: settings),
    .target(
      name: "TableData",
      dependencies: ["Metadata", "ModelEncoding", "Statistics"],
      swiftSettings: settings
    ),
    .target(name: "PostgresClient", dependencies: ["CLibPQ"], swiftSettings: settings),
    .target(name: "Statistics", dependencies: ["CBoostMath"], swiftSettings: numeric),
    .target(
      name: "SchemaIntrospection",
      dependencies: ["Metadata", "TableData", "PostgresClient", "CSQLFiles"],
      swiftSettings: settings
    ),
    .target(name: "SQLExpressions", dependencies: ["Metadata"], swiftSettings: settings),
    .target(
      name: "SchemaDDL",
      dependencies: ["Metadata", "ModelEncoding", "PostgresClient", "CSQLFiles", "SQLExpressions"],
      swiftSettings: settings
    ),
    .target(
      name: "Constraints",
      dependencies: ["Metadata", "PostgresClient", "SQLExpressions", "Statistics", "TableData"],
      swiftSettings: settings
    ),
    .target(
      name: "ConditionalTrees",
      dependencies: ["ModelEncoding", "Statistics"],
      swiftSettings: numeric
    ),
    .target(
      name: "CloneWriter",
      dependencies: [
        "Constraints", "Metadata", "TableData", "PostgresClient", "SchemaDDL", "CSQLFiles",
      ],
      swiftSettings: open
    ),
    .executableTarget(
      name: "Micro",
      dependencies: [
        "CloneWriter", "ConditionalTrees", "Metadata", "PostgresClient", "SchemaIntrospection",
        "Statistics", "TableData",
      ],
      path: "Micro",
      swiftSettings: settings
    ),
  ],
  swiftLanguageModes: [.v6]
)
