let count = 0;

export const activate = () => ({
  preprocess: () => [],
  process({ faceId }) {
    if (faceId.endsWith("-0"))
      setTimeout(() => {
        throw new Error("from a timer\n    at somewhere secret");
      }, 20);
    return ++count;
  },
});
