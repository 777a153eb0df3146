import { matrix } from "./matrix.ts";

matrix("rolldown", { "production build": {} });
