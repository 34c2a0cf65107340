export const activate = () => ({
  preprocess: () => [],
  process: () => undefined,
  shutdown: () => new Promise(() => {}),
});
