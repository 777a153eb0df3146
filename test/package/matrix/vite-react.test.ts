import { matrix } from "./matrix.ts";

matrix("vite-react", { "production build": {} });
