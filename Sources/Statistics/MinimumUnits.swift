/// The fewest protected units that may stand behind anything learnt or shown of so many: `k = min(20, max(5, n / 50))`.
package func minimumUnits(of unitCount: Int) -> Int { min(20, max(5, unitCount / 50)) }
