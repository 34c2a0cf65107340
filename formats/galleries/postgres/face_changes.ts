/**
 * Changes of faces. All run in a transaction that holds the lock of the gallery's row, so that
 * writers of a gallery follow each other and the numbers of its changes have no surprises.
 * @module
 */
import {
  type AddOutcome,
  type FaceChange,
  type FaceMeta,
  faceNotFound,
  type GalleryFace,
  metaTerms,
  toSignedId,
  type Uint64,
} from "../../../core/mod.ts";
import { idList } from "./conditions.ts";
import { idOf } from "./face_rows.ts";
import { encodeFloats } from "./floats.ts";
import { checkEmbedder, fixEmbedder, type GalleryRow, noteChanges } from "./gallery_rows.ts";
import type { Session } from "./session.ts";
import { type Sql, sql } from "./sql.ts";
import { toText } from "./text.ts";

/** Faces that one statement adds. */
const PIECE = 500;

/** Removals that are remembered at least, for indexes that lag behind. */
const KEPT_REMOVALS = 10_000;

/** Adds faces; those whose id is taken, also by an earlier one of them, say `conflict`. */
export async function insertFaces(
  session: Session,
  row: GalleryRow,
  faces: readonly GalleryFace[],
): Promise<AddOutcome[]> {
  const first = faces[0];
  if (!first) return [];
  await fixEmbedder(session, row, first.embedder, first.embedding.length);
  const fixed = { name: row.name, embedder: first.embedder, dimensions: first.embedding.length };
  for (const face of faces) checkEmbedder(fixed, face.embedder, face.embedding.length);

  const firsts = [...new Map(faces.toReversed().map((face) => [face.id, face])).values()];
  const added = new Set<Uint64>();
  for (let i = 0; i < firsts.length; i += PIECE) {
    const rows = await session.all(insertion(session, row, firsts.slice(i, i + PIECE), row.generation + i));
    for (const [id] of rows) added.add(idOf(id));
  }
  const generation = row.generation + firsts.length;
  if (added.size > 0) await noteChanges(session, row, { number: added.size, generation });
  // Only the first of equal ids was offered.
  return faces.map(({ id }) => (added.delete(id) ? "added" : "conflict"));
}

/** One statement for all tables; gives back the ids that were free. */
function insertion(
  session: Session,
  { gallery }: GalleryRow,
  faces: readonly GalleryFace[],
  generation: number,
): Sql {
  const { t } = session;
  const length = faces[0]!.embedding.length;
  const persons = faces.map(({ person }) => (person === undefined ? null : toSignedId(person)));
  const crops = faces.map(({ crop }) => (crop ? Buffer.from(crop) : null));
  const vectors = encodeFloats(faces.map(({ embedding }) => embedding));
  return sql`
    WITH given AS (
      SELECT * FROM unnest(
        ${idList(faces.map(({ id }) => id))}::bigint[],
        ${persons}::bigint[],
        ${faces.map(({ meta }) => JSON.stringify(meta))}::text[],
        ${faces.map(({ facts }) => JSON.stringify(facts))}::text[],
        ${crops}::bytea[]
      ) WITH ORDINALITY AS g (id, person, meta, facts, crop, n)
    ), added AS (
      INSERT INTO ${t.faces} (gallery, id, person, meta, facts, crop)
      SELECT ${gallery}::bigint, g.id, g.person, g.meta, g.facts, g.crop FROM given g
      ON CONFLICT DO NOTHING RETURNING id
    ), with_vectors AS (
      INSERT INTO ${t.vectors} (gallery, id, generation, embedding)
      SELECT ${gallery}::bigint, g.id, ${generation}::bigint + g.n,
        (${vectors}::real[])[(g.n::int - 1) * ${length}::int + 1 : g.n::int * ${length}::int]
      FROM given g JOIN added USING (id)
    ), with_terms AS (
      INSERT INTO ${t.faceTerms} (gallery, id, field, text)
      SELECT ${gallery}::bigint, w.id, w.field, w.text FROM ${termsOf(faces)} JOIN added USING (id)
    )
    SELECT id FROM added`;
}

function termsOf(faces: readonly Pick<GalleryFace, "id" | "meta">[]): Sql {
  const terms = faces.flatMap(({ id, meta }) => metaTerms(meta).map((term) => ({ id, ...term })));
  return sql`unnest(
    ${idList(terms.map(({ id }) => id))}::bigint[],
    ${terms.map(({ field }) => toText(field))}::text[],
    ${terms.map(({ text }) => toText(text))}::text[]
  ) AS w (id, field, text)`;
}

/** Changes a face. @throws FacepipeError NOT_FOUND. */
export async function changeFace(
  session: Session,
  row: GalleryRow,
  id: Uint64,
  { meta, person, facts }: FaceChange,
): Promise<void> {
  const found = await session.run(
    sql`UPDATE ${session.t.faces} SET
      person = CASE WHEN ${person !== undefined} THEN ${person == null ? null : toSignedId(person)}::bigint ELSE person END,
      meta = coalesce(${meta ? JSON.stringify(meta) : null}, meta),
      facts = coalesce(${facts ? JSON.stringify(facts) : null}, facts)
      WHERE gallery = ${row.gallery} AND id = ${toSignedId(id)}`,
  );
  if (found === 0) throw faceNotFound(row.name, id);
  if (meta) await replaceTerms(session, row, id, meta);
}

async function replaceTerms(session: Session, { gallery }: GalleryRow, id: Uint64, meta: FaceMeta) {
  const { faceTerms } = session.t;
  await session.run(sql`DELETE FROM ${faceTerms} WHERE gallery = ${gallery} AND id = ${toSignedId(id)}`);
  await session.run(
    sql`INSERT INTO ${faceTerms} (gallery, id, field, text)
        SELECT ${gallery}::bigint, w.id, w.field, w.text FROM ${termsOf([{ id, meta }])}`,
  );
}

/** Removes faces; gives their number. */
export async function deleteFaces(
  session: Session,
  row: GalleryRow,
  ids: readonly Uint64[],
): Promise<number> {
  const { t } = session;
  const these = sql`gallery = ${row.gallery}::bigint AND id = ANY (${idList(ids)}::bigint[])`;
  await session.run(sql`DELETE FROM ${t.faceTerms} WHERE ${these}`);
  await session.run(sql`DELETE FROM ${t.vectors} WHERE ${these}`);
  const number = await session.run(sql`
    WITH removed AS (DELETE FROM ${t.faces} WHERE ${these} RETURNING id)
    INSERT INTO ${t.removals} (gallery, generation, id)
    SELECT ${row.gallery}::bigint, ${row.generation}::bigint + row_number() OVER (ORDER BY id), id FROM removed`);
  const generation = row.generation + number;
  if (number > 0) await noteChanges(session, row, { number: -number, generation });
  await pruneRemovals(session, row, generation);
  return number;
}

/** An index that lags so far behind that removals are not listed any more is built anew. */
async function pruneRemovals(session: Session, row: GalleryRow, generation: number): Promise<void> {
  const before = generation - 2 * Math.max(KEPT_REMOVALS, row.number);
  if (before <= row.pruned) return;
  const { galleries, removals } = session.t;
  await session.run(sql`DELETE FROM ${removals} WHERE gallery = ${row.gallery} AND generation <= ${before}`);
  await session.run(sql`UPDATE ${galleries} SET pruned = ${before} WHERE gallery = ${row.gallery}`);
}
