import { matrix } from "./matrix.ts";

matrix("rollup", { "production build": {} });
