export const activate = () => ({
  preprocess: () => [],
  process() {
    throw new Error("boom\n    at somewhere secret");
  },
});
