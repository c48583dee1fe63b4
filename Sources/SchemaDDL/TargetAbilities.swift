/// What the target can hold, as far as it decides what a clone has to do without.
package struct TargetAbilities {
  package var isSuperuser: Bool
  /// Whether the clone is made beside its source.
  package var isSourceDatabase: Bool
  package var hasRole: (String) -> Bool
  /// Whether the server can load a library of functions in C.
  package var loads: (String) -> Bool
  /// Whether there is an object of the kind, named with its schema, that the clone itself does not make.
  package var hasObject: (_ kind: String, _ name: String) -> Bool

  package init(
    isSuperuser: Bool,
    isSourceDatabase: Bool,
    hasRole: @escaping (String) -> Bool,
    loads: @escaping (String) -> Bool,
    hasObject: @escaping (_ kind: String, _ name: String) -> Bool
  ) {
    self.isSuperuser = isSuperuser
    self.isSourceDatabase = isSourceDatabase
    self.hasRole = hasRole
    self.loads = loads
    self.hasObject = hasObject
  }

  /// A target that holds whatever the source holds.
  package static var unlimited: TargetAbilities {
    TargetAbilities(
      isSuperuser: true,
      isSourceDatabase: false,
      hasRole: { _ in true },
      loads: { _ in true },
      hasObject: { _, _ in true }
    )
  }
}
