import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import { isPostgresUrl, parsePostgresUrl } from "../../../../formats/galleries/postgres/url.ts";

test("an address is told from a path", () => {
  assert.ok(isPostgresUrl("postgres://host/db") && isPostgresUrl("PostgreSQL://host/db"));
  assert.ok(!isPostgresUrl("postgres.db") && !isPostgresUrl("/postgres:/x"));
});

test("an address is shown without user, password and parameters", () => {
  const shown = (url: string) => parsePostgresUrl(url).address;
  assert.equal(
    shown("postgres://ann:s3cret@db.example:5433/faces?sslmode=require"),
    "postgres://db.example:5433/faces",
  );
  assert.equal(shown("postgresql://ann:s3%40cret@[::1]/faces"), "postgres://[::1]/faces");
  assert.equal(
    shown("postgres:///faces?host=/run/postgresql&password=s3cret"),
    "postgres:///run/postgresql/faces",
  );
  assert.equal(shown("postgres://"), "postgres://localhost");
});

test("our parameters are read and taken out, the others stay", () => {
  const { connectionString, ...rest } = parsePostgresUrl(
    "postgres://ann@db/faces?schema=mine&pool_size=3&statement_timeout=500&application_name=x",
  );
  assert.deepEqual(rest, {
    address: "postgres://db/faces",
    schema: "mine",
    poolSize: 3,
    statementTimeout: 500,
  });
  assert.equal(connectionString, "postgres://ann@db/faces?application_name=x");
  const plain = parsePostgresUrl("postgres://db/faces");
  assert.deepEqual([plain.schema, plain.poolSize, plain.statementTimeout], ["facepipe", 8, 120_000]);
});

test("certificates are checked wherever they are asked for", () => {
  for (const [given, used] of [
    ["require", "verify-full"],
    ["verify-ca", "verify-full"],
    ["verify-full", "verify-full"],
    ["no-verify", "no-verify"],
    ["disable", "disable"],
  ]) {
    const { connectionString } = parsePostgresUrl(`postgres://db/faces?sslmode=${given}`);
    assert.equal(new URL(connectionString).searchParams.get("sslmode"), used);
  }
});

test("a malformed address is BAD_PARAM, and nothing of its password is shown", () => {
  for (const url of [
    "postgres://ann:s3cret@db:port/faces",
    "postgres://ann:s3/cret@db/faces",
    "postgres://ann:12/s3cret@db/faces",
    "postgres://ann:12?s3cret@db/faces",
    "postgres://ann:12#s3cret@db/faces",
    "postgres://ann:s3cret@db/faces?schema=Mine",
    `postgres://ann:s3cret@db/faces?schema=${encodeURIComponent('x"; DROP')}`,
    "postgres://ann:s3cret@db/faces?pool_size=0",
    "postgres://ann:s3cret@db/faces?statement_timeout=-5",
  ]) {
    assert.throws(
      () => parsePostgresUrl(url),
      (error: Error & { code?: string }) => error.code === "BAD_PARAM" && !inspect(error).includes("s3cret"),
      url,
    );
  }
});
