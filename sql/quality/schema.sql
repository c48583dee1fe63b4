-- The schema of the quality views; run where it does not exist yet.
CREATE SCHEMA pgsynth;

COMMENT ON SCHEMA pgsynth IS
  'pgsynth: quality of the synthetic clones in this database. Start with the view "quality".';
