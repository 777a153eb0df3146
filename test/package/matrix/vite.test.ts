import { matrix } from "./matrix.ts";

matrix("vite", {
  "default configuration": {},
  "base /sub/": { args: ["--base", "/sub/"], base: "/sub/" },
  "base ./": { args: ["--base", "./"], base: "/any/path/" },
});
