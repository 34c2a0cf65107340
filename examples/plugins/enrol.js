/**
 * Adds the face of each event to the galleries that its labels name, as in `gallery=staff`; they
 * are made where they are not there yet. An event that comes twice adds nothing the second time.
 *
 * @type {import("facepipe").Activate}
 */
export const activate = (ctx) => {
  const made = new Map();
  let added = 0;

  return {
    preprocess: (_request, labels) => (galleriesOf(labels).length > 0 ? ["facen"] : []),

    async process({ camId, labels = [] }, _photo, _bbox, _eventId, face) {
      const id = ctx.idOf(face);
      const enrolled = [];
      for (const name of galleriesOf(labels)) {
        if (!made.has(name)) made.set(name, unlessThere(ctx.galleries.gallery(name).create()));
        await made.get(name);
        const options = { meta: camId === undefined ? {} : { camera: camId } };
        if (await unlessThere(ctx.galleries.gallery(name).add(id, face, options))) added++;
        enrolled.push(name);
      }
      if (enrolled.length > 0) return { id, galleries: enrolled };
    },

    shutdown: () => ctx.log(`${added} faces added`),
  };
};

function galleriesOf(labels) {
  return labels.flatMap((label) => /^gallery=(.+)$/.exec(label)?.[1] ?? []);
}

/** Waits for something to be made; false where it was there already. */
async function unlessThere(making) {
  try {
    await making;
    return true;
  } catch (error) {
    if (error.code === "CONFLICT") return false;
    throw error;
  }
}
