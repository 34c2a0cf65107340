// Fails but for the second event.
export const activate = (ctx) => ({
  preprocess: () => [],
  process({ faceId }) {
    if (faceId === "f-2") return "well";
    throw new Error("not in the mood");
  },
  shutdown: () => ctx.log("leaves"),
});
