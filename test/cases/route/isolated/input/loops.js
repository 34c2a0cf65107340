export const activate = () => ({
  preprocess: () => [],
  process() {
    for (;;);
  },
});
