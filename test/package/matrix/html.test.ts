import { matrix } from "./matrix.ts";

matrix("html", { "production build": {} });
