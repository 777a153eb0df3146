import { matrix } from "./matrix.ts";

matrix("astro", { "production build": {} });
