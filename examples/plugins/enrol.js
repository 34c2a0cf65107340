/**
 * Adds the face of each event to the galleries that its labels name, as in `gallery=staff`; they
 * are made where they are not there yet. A label such as `name=Ann` says who it is. An event that
 * comes twice adds nothing the second time.
 *
 * @type {import("facepipe").Activate}
 */
export const activate = (ctx) => {
  const made = new Set();
  let added = 0;

  return {
    preprocess: (_request, labels) => (valuesOf("gallery", labels).length > 0 ? ["facen"] : []),

    async process({ camId, labels = [] }, _photo, _bbox, _eventId, face) {
      const galleries = valuesOf("gallery", labels);
      if (galleries.length === 0) return;
      const [name] = valuesOf("name", labels);
      const meta = { ...(camId && { camera: camId }), ...(name && { name }) };
      const id = ctx.idOf(face);
      for (const gallery of galleries.map((one) => ctx.galleries.gallery(one))) {
        if (!made.has(gallery.name)) {
          await unlessThere(gallery.create());
          made.add(gallery.name);
        }
        if (await unlessThere(gallery.add(id, face, { meta }))) added++;
      }
      return { id, galleries };
    },

    shutdown: () => ctx.log(`${added} faces added`),
  };
};

/** What the labels `key=…` say. */
function valuesOf(key, labels) {
  return labels.filter((label) => label.startsWith(`${key}=`)).map((label) => label.slice(key.length + 1));
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
