import { matrix } from "./matrix.ts";

matrix("esbuild", { "production build": {} });
