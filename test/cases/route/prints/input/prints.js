export const activate = () => ({
  preprocess: () => [],
  process() {
    console.log("on standard output");
    process.stderr.write("on standard error\n");
  },
});
