export const activate = (ctx) => ({
  preprocess: (request, labels) => [],
  process: (request, photo, bbox, eventId, face) => ({
    name: ctx.name,
    request,
    photo: photo ?? null,
    bbox,
    eventId,
    keys: Object.keys(face),
    id: ctx.idOf(face),
    fresh: typeof ctx.newId(),
  }),
  shutdown: () => ctx.log("goodbye"),
});
