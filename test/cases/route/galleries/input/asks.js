// Uses everything that ctx gives.
export const activate = async (ctx) => {
  await ctx.galleries.gallery("new").create();
  return {
    preprocess: () => ["facen"],
    async process(_request, _photo, _bbox, _eventId, face) {
      const known = ctx.galleries.gallery("known");
      const [{ matches }] = await known.identify([face], { threshold: "medium", signal: new AbortController().signal });
      const added = await ctx.galleries.gallery("new").add(() => ctx.newId(), face, { meta: { camera: "gate" } });
      const persons = [];
      for await (const { _id } of ctx.persons.find({}, { limit: 2 })) persons.push(typeof _id);
      for await (const _ of ctx.persons.find()) break;
      const cameras = [];
      for await (const { meta } of ctx.cameras.find({ meta: "gate" })) cameras.push(meta);
      const missing = await ctx.galleries.gallery("none").list().catch(({ code }) => code);
      const wrong = await known.list({ limit: -1 }).catch(({ code, param }) => [code, param]);
      return {
        names: matches.map(({ meta }) => meta.name),
        added: [typeof added.id, added.embedding.length, added.meta],
        persons,
        people: await ctx.persons.count(),
        cameras,
        missing,
        wrong,
      };
    },
  };
};
