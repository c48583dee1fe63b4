-- A shop of about :rows rows in six tables, for measuring speed and memory: made by the server, the same every time.
-- psql -v rows=1000000 -f relational.sql
SELECT greatest(100, :rows * 4 / 100) AS customers, greatest(50, :rows / 500) AS products,
       greatest(400, :rows * 20 / 100) AS orders \gset

BEGIN;

-- Numbers in [0, 1) that look random and depend on nothing but their arguments.
CREATE FUNCTION pg_temp.noise(salt int, n bigint) RETURNS double precision
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  AS $$ SELECT (pg_catalog.hashint8extended(n, salt) & 1048575) / 1048576.0::double precision $$;

CREATE TABLE region (
  region_id smallint PRIMARY KEY,
  name text NOT NULL
);
INSERT INTO region SELECT i, 'Region ' || chr(64 + i) FROM generate_series(1, 12) AS i;

CREATE TABLE customer (
  customer_id bigint PRIMARY KEY,
  region_id smallint NOT NULL REFERENCES region,
  segment text NOT NULL,
  email text,
  credit_limit numeric(10, 2) NOT NULL,
  joined_on date NOT NULL
);
INSERT INTO customer
SELECT i, 1 + floor(12 * pg_temp.noise(1, i) ^ 2),
       (ARRAY['consumer', 'consumer', 'consumer', 'company', 'public'])[1 + floor(5 * pg_temp.noise(2, i))::int],
       CASE WHEN pg_temp.noise(3, i) < 0.9 THEN 'user' || i || '@example.com' END,
       round((exp(5 + 3 * pg_temp.noise(4, i)))::numeric, -1),
       date '2018-01-01' + floor(2000 * pg_temp.noise(5, i))::int
FROM generate_series(1, :customers) AS i;

CREATE TABLE product (
  product_id int PRIMARY KEY,
  category text NOT NULL,
  price numeric(8, 2) NOT NULL,
  weight_g int
);
INSERT INTO product
SELECT i, 'category ' || (1 + floor(20 * pg_temp.noise(6, i))::int), round((exp(1 + 5 * pg_temp.noise(7, i)))::numeric, 2),
       CASE WHEN pg_temp.noise(8, i) < 0.8 THEN floor(exp(3 + 6 * pg_temp.noise(9, i)))::int END
FROM generate_series(1, :products) AS i;

CREATE TABLE orders (
  order_id bigint PRIMARY KEY,
  customer_id bigint NOT NULL REFERENCES customer,
  ordered_at timestamptz NOT NULL,
  status text NOT NULL,
  channel text NOT NULL,
  shipping numeric(8, 2)
);
INSERT INTO orders
SELECT i, customer_id, joined_on + interval '1 second' * floor(120000000 * pg_temp.noise(11, i)),
       (ARRAY['new', 'paid', 'sent', 'sent', 'sent', 'returned'])[1 + floor(6 * pg_temp.noise(12, i))::int],
       CASE WHEN segment = 'company' OR pg_temp.noise(13, i) < 0.3 THEN 'phone' ELSE 'web' END,
       CASE WHEN pg_temp.noise(14, i) < 0.7 THEN round((4 + 20 * pg_temp.noise(15, i) ^ 3)::numeric, 2) END
FROM generate_series(1, :orders) AS i
JOIN customer ON customer_id = 1 + floor(:customers * pg_temp.noise(10, i) ^ 1.5);

-- Three lines an order on average, one to six.
CREATE TABLE order_line (
  order_id bigint NOT NULL REFERENCES orders,
  line int NOT NULL,
  product_id int NOT NULL REFERENCES product,
  quantity int NOT NULL,
  price numeric(8, 2) NOT NULL,
  discount numeric(4, 2),
  amount numeric(12, 2) NOT NULL,
  PRIMARY KEY (order_id, line)
);
INSERT INTO order_line
SELECT o.order_id, line, p.product_id, quantity, p.price,
       CASE WHEN pg_temp.noise(18, n) < 0.2 THEN round(pg_temp.noise(19, n)::numeric / 2, 2) END, p.price * quantity
FROM orders AS o
CROSS JOIN LATERAL generate_series(1, 1 + floor(5 * pg_temp.noise(16, o.order_id))::int) AS line
CROSS JOIN LATERAL (SELECT o.order_id * 8 + line AS n) AS number
CROSS JOIN LATERAL (SELECT 1 + floor(9 * pg_temp.noise(17, n) ^ 3)::int AS quantity) AS quantities
JOIN product AS p ON p.product_id = 1 + floor(:products * pg_temp.noise(20, n) ^ 2);

CREATE TABLE payment (
  payment_id bigint PRIMARY KEY,
  order_id bigint NOT NULL REFERENCES orders,
  method text NOT NULL,
  paid_at timestamptz NOT NULL,
  amount numeric(12, 2) NOT NULL
);
INSERT INTO payment
SELECT order_id, order_id, (ARRAY['card', 'card', 'transfer', 'cash'])[1 + floor(4 * pg_temp.noise(21, order_id))::int],
       ordered_at + interval '1 minute' * floor(5000 * pg_temp.noise(22, order_id) ^ 4), round((10 + 500 * pg_temp.noise(23, order_id) ^ 2)::numeric, 2)
FROM orders WHERE pg_temp.noise(24, order_id) < 0.8;

CREATE INDEX ON orders (customer_id);
CREATE INDEX ON order_line (product_id);
CREATE INDEX ON payment (order_id);

COMMIT;
