/**
 * When persons were seen.
 * @module
 */
import type { DocumentFilter } from "../galleries/document_filter.ts";
import type { FaceDocument, PersonDocument } from "../galleries/documents.ts";
import { formatId, parseId, type Uint64 } from "../galleries/ids.ts";
import { id, list, moment, optionalFlag, readText, text } from "../http/param_kinds.ts";
import { badParam, param, required, type ValuesOf } from "../http/params.ts";
import { type Call, defineRoute, type Reply, type Route } from "../http/route.ts";
import { notFound } from "./face.ts";
import { FACE_SCHEMA, restEvent } from "./faces.ts";
import { LIMIT, link, pageSchema } from "./pages.ts";

/** Where a page begins: after the event of this moment and id. */
interface Place {
  readonly timestamp: string;
  readonly id: Uint64;
}

const BEFORE = param<Place>(
  "Only events before this one, as next_page has it",
  { type: "string" },
  (value, name) => {
    const [, timestamp, id] = /^(\d{4}-\d\d-\d\dT[\d:.]{12}Z)_(\d{1,20})$/.exec(readText(value, name)) ?? [];
    if (timestamp === undefined) throw badParam(name, value, "expected what next_page has");
    return { timestamp, id: parseId(id, name) };
  },
);

const PARAMS = {
  cam_ids: list("Cameras", text("Id")),
  start: moment("Only events from this moment"),
  end: moment("Only events up to this moment"),
  friend: optionalFlag("Only friends of the camera, or only others"),
  before: BEFORE,
  ...LIMIT,
};

/** The events of a filter, the latest first. */
async function eventPage(
  call: Call,
  who: DocumentFilter,
  { cam_ids: cameras, start, end, friend, before, limit }: ValuesOf<typeof PARAMS>,
  others: Readonly<Record<string, string>>,
): Promise<Reply> {
  const conditions: DocumentFilter[] = [
    who,
    ...(cameras ? [{ camId: { $in: cameras } }] : []),
    ...(start === undefined ? [] : [{ timestamp: { $gte: start } }]),
    ...(end === undefined ? [] : [{ timestamp: { $lte: end } }]),
    ...(friend === undefined ? [] : [{ friend: friend ? true : { $ne: true } }]),
    ...(before ? earlier(before) : []),
  ];
  const { faces } = call.service.galleries.documents;
  const sort = { timestamp: -1, _id: -1 } as const;
  const found: FaceDocument[] = [];
  const options = { sort, limit: limit + 1, signal: call.signal };
  for await (const face of faces.find(call.user, { $and: conditions }, options)) found.push(face);
  const results = found.slice(0, limit).map(restEvent);
  const last = found.length > limit ? found[limit - 1] : undefined;
  if (!last) return { body: { results } };
  const given = {
    ...others,
    ...(cameras && { cam_ids: JSON.stringify(cameras) }),
    ...(start !== undefined && { start }),
    ...(end !== undefined && { end }),
    ...(friend !== undefined && { friend: String(friend) }),
    before: `${last.timestamp}_${formatId(last._id)}`,
  };
  return { body: { results, next_page: link(call, given, limit) } };
}

/** Events that come after one, the latest first. */
function earlier({ timestamp, id }: Place): DocumentFilter[] {
  return [
    { timestamp: { $lte: timestamp } },
    { $or: [{ timestamp: { $lt: timestamp } }, { _id: { $lt: id } }] },
  ];
}

/** A person, or the one that it was merged into. */
async function current({ user, service }: Call, id: Uint64): Promise<PersonDocument | undefined> {
  const { persons } = service.galleries.documents;
  const seen = new Set<Uint64>();
  for (let next = id; !seen.has(next); ) {
    seen.add(next);
    const person = await persons.findOne(user, { _id: next });
    if (person?.mergedInto === undefined) return person;
    next = person.mergedInto;
  }
  return undefined;
}

/** An event is a face that a camera saw, or that has a person. */
const EVENTS: DocumentFilter = { $or: [{ personId: { $exists: true } }, { camId: { $exists: true } }] };

/** Events of a person, and of several. */
export const HISTORY_ROUTES: readonly Route[] = [
  defineRoute({
    method: "GET",
    path: "/person/id/{id}/",
    summary: "List when a person was seen, the latest first",
    params: { id: required(id("Id of the person")), ...PARAMS },
    status: 200,
    answer: pageSchema(FACE_SCHEMA),
    async run({ id, ...page }, call) {
      const person = await current(call, id);
      if (!person) throw notFound("person", id, "id");
      return eventPage(call, { personId: person._id }, page, {});
    },
  }),
  defineRoute({
    method: "POST",
    path: "/history/search/",
    summary: "Search for when persons were seen, the latest first",
    describe: "The query of `next_page` has all parameters again; send a POST without a body there.",
    params: { person_id: id("Id of a person"), ...PARAMS },
    status: 200,
    answer: pageSchema(FACE_SCHEMA),
    async run({ person_id: person, ...page }, call) {
      if (person === undefined) return eventPage(call, EVENTS, page, {});
      const known = await current(call, person);
      return eventPage(call, { personId: known?._id ?? person }, page, { person_id: formatId(person) });
    },
  }),
];
