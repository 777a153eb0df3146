import { matrix } from "./matrix.ts";

matrix("rspack", { "production build": {} });
