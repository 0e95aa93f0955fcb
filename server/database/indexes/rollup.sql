-- Level rollup: revenue by region and month, kept with each order that comes in, so that the dashboard adds nothing up and is
-- never behind; comes on top of composite.sql, which level.ts applies first. Orders of one region wait for each other.
-- Orders are never deleted, and neither their total, their time nor their customer's region ever changes.
CREATE TABLE revenue_by_month (
  region smallint NOT NULL,
  month timestamptz NOT NULL,
  orders bigint NOT NULL,
  revenue_cents bigint NOT NULL,
  PRIMARY KEY (region, month)
);
INSERT INTO revenue_by_month
  SELECT c.region, date_trunc('month', o.created_at, 'UTC'), count(*), sum(o.total_cents)
  FROM orders o JOIN customers c ON c.id = o.customer_id GROUP BY 1, 2;
CREATE FUNCTION add_revenue() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO revenue_by_month AS kept
    SELECT c.region, date_trunc('month', o.created_at, 'UTC'), count(*), sum(o.total_cents)
    FROM added o JOIN customers c ON c.id = o.customer_id GROUP BY 1, 2 ORDER BY 1, 2
    ON CONFLICT (region, month) DO UPDATE SET orders = kept.orders + excluded.orders,
      revenue_cents = kept.revenue_cents + excluded.revenue_cents;
  RETURN NULL;
END $$;
CREATE TRIGGER orders_revenue AFTER INSERT ON orders REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION add_revenue();
ANALYZE revenue_by_month;
