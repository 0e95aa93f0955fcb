-- Level view: revenue by region and month as a materialised view, which the service refreshes every CRM_VIEW_REFRESH_MS: the
-- dashboard adds nothing up and is behind by so much; comes on top of composite.sql, which level.ts applies first.
CREATE MATERIALIZED VIEW revenue_by_month AS
  SELECT c.region, date_trunc('month', o.created_at, 'UTC') AS month, count(*) AS orders,
    sum(o.total_cents)::bigint AS revenue_cents
  FROM orders o JOIN customers c ON c.id = o.customer_id GROUP BY 1, 2;
CREATE UNIQUE INDEX revenue_by_month_key ON revenue_by_month USING btree (region, month);
ANALYZE revenue_by_month;
