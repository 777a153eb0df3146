import { matrix } from "./matrix.ts";

matrix("webpack", { "production build": {} });
