-- Stores the privacy checks of the run $1; $2 is a JSON array of objects with these fields.
INSERT INTO pgsynth.privacy_scores
SELECT
  $1::integer, t.table_schema, t.table_name, t.aspect, t.units, t.held_out_units, t.dcr_share, t.dcr_low,
  t.dcr_high, t.membership_auc, t.membership_low, t.membership_high, t.exact_share, t.held_out_exact_share, t.exact_excess, t.exact_excess_low, t.exact_excess_high, t.verdict,
  t.disclosure_hits, t.disclosure_held_out_hits, t.disclosure_excess, t.disclosure_excess_low,
  t.disclosure_excess_high, t.disclosure_column, t.disclosure_mean_excess
FROM pg_catalog.jsonb_to_recordset($2::jsonb) AS t (
  table_schema text, table_name text, aspect text, units bigint, held_out_units bigint,
  dcr_share double precision, dcr_low double precision, dcr_high double precision,
  membership_auc double precision, membership_low double precision, membership_high double precision,
  exact_share double precision, held_out_exact_share double precision, exact_excess double precision,
  exact_excess_low double precision, exact_excess_high double precision, verdict text,
  disclosure_hits double precision, disclosure_held_out_hits double precision,
  disclosure_excess double precision, disclosure_excess_low double precision,
  disclosure_excess_high double precision, disclosure_column text,
  disclosure_mean_excess double precision);
