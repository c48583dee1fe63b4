-- Which server and database this is, and what the current role may do in it.
select
  (select system_identifier from pg_control_system()) as system_identifier,
  (select oid from pg_catalog.pg_database where datname = current_database()) as database_oid,
  current_database() as database_name,
  current_user as role_name,
  has_database_privilege(current_database(), 'CREATE') as may_create,
  pg_is_in_recovery() as is_standby,
  current_setting('transaction_read_only')::pg_catalog.bool as is_read_only,
  current_setting('max_locks_per_transaction')::pg_catalog.int8
    * (
      current_setting('max_connections')::pg_catalog.int8
      + current_setting('max_prepared_transactions')::pg_catalog.int8
    ) as lock_capacity
