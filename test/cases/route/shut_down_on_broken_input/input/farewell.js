import { writeFileSync } from "node:fs";

export const activate = () => ({
  preprocess: () => [],
  process: () => "seen",
  shutdown: () => writeFileSync("farewell", "shut down\n"),
});
